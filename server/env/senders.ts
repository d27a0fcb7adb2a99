import { z } from 'zod';
import { providerUrl, signingKey, text } from './forms';

/** What those who deliver SMS need: each variable with what it is for. */
export const SENDER_VARIABLES = {
  CCP_ACCOUNT_SID: text().optional().describe('Yuntongxun account SID'),
  CCP_AUTH_TOKEN: text().optional().describe('Yuntongxun auth token'),
  CCP_APP_ID: text().optional().describe('Yuntongxun application id'),
  CCP_TEMPLATE_ID: text()
    .optional()
    .describe('Yuntongxun template of {1} code and {2} minutes; 1 reaches only test numbers'),
  CCP_TEMPLATE_ID_EN: text().optional().describe('the same in English, if there is one'),
  CCP_NOTICE_TEMPLATE_ID: text()
    .optional()
    .describe('Yuntongxun template without variables: the number of an account was changed'),
  CCP_BASE_URL: providerUrl().default('https://app.cloopen.com:8883').describe('Yuntongxun server'),
  ALIYUN_ACCESS_KEY_ID: text().optional().describe('Aliyun access key, which may SendSms'),
  ALIYUN_ACCESS_KEY_SECRET: text().optional().describe('the secret of ALIYUN_ACCESS_KEY_ID'),
  ALIYUN_SIGN_NAME: text().optional().describe('Aliyun SMS signature, without its brackets'),
  ALIYUN_TEMPLATE_ZH: text()
    .optional()
    .describe('Aliyun template in Chinese, with code and minutes; this or the next'),
  ALIYUN_TEMPLATE_EN: text().optional().describe('Aliyun template in English, of the same'),
  ALIYUN_NOTICE_TEMPLATE: text()
    .optional()
    .describe('Aliyun template without variables: the number of an account was changed'),
  ALIYUN_SIGNATURE: z
    .enum(['v1', 'v3'], 'must be v1 or v3')
    .default('v1')
    .describe('how requests to Aliyun are signed: v1 or v3'),
  ALIYUN_BASE_URL: providerUrl()
    .default('https://dysmsapi.aliyuncs.com')
    .describe('Aliyun SMS server'),
  TENCENT_SECRET_ID: text().optional().describe('Tencent Cloud key, which may SendSms'),
  TENCENT_SECRET_KEY: text().optional().describe('the secret of TENCENT_SECRET_ID'),
  TENCENT_SMS_APP_ID: text().optional().describe('Tencent SMS application id (SdkAppId)'),
  TENCENT_SIGN_NAME: text().optional().describe('Tencent SMS signature, without its brackets'),
  TENCENT_TEMPLATE_ZH: text()
    .optional()
    .describe('Tencent template in Chinese, {1} code and {2} minutes; this or the next'),
  TENCENT_TEMPLATE_EN: text().optional().describe('Tencent template in English, of the same'),
  TENCENT_NOTICE_TEMPLATE: text()
    .optional()
    .describe('Tencent template without variables: the number of an account was changed'),
  TENCENT_REGION: text().default('ap-guangzhou').describe('Tencent Cloud region'),
  TENCENT_BASE_URL: providerUrl()
    .default('https://sms.tencentcloudapi.com')
    .describe('Tencent SMS server; abroad https://sms.intl.tencentcloudapi.com'),
  TWILIO_ACCOUNT_SID: text().optional().describe('Twilio account SID (AC…)'),
  TWILIO_AUTH_TOKEN: text().optional().describe('Twilio auth token; it also proves receipts'),
  TWILIO_API_KEY: text().optional().describe('Twilio API key (SK…), to send with instead'),
  TWILIO_API_SECRET: text().optional().describe('the secret of TWILIO_API_KEY'),
  TWILIO_FROM: text().optional().describe('Twilio number that sends; this or the next'),
  TWILIO_MESSAGING_SERVICE_SID: text().optional().describe('Twilio messaging service (MG…)'),
  TWILIO_BASE_URL: providerUrl().default('https://api.twilio.com').describe('Twilio server'),
  SMS_WEBHOOK_URL: providerUrl().optional().describe('where your own gateway takes messages'),
  SMS_WEBHOOK_SECRET: signingKey()
    .optional()
    .describe('key of its signatures: echo whsec_$(openssl rand -base64 32)'),
};
