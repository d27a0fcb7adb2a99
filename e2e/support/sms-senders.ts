import { aliyun } from '../../server/sms/aliyun';
import { ccp } from '../../server/sms/ccp';
import type { CodeMessage, FailureKind, Notice, Sender } from '../../server/sms/sender';
import { tencent } from '../../server/sms/tencent';
import { twilio } from '../../server/sms/twilio';
import { webhook } from '../../server/sms/webhook';
import { startAliyunDouble } from './aliyun-double';
import { startCcpDouble } from './ccp-double';
import type { Reply, SmsDouble } from './sms-double';
import { KINDS } from './sms-kinds';
import { startTencentDouble } from './tencent-double';
import { startTwilioDouble } from './twilio-double';
import { startWebhookDouble } from './webhook-double';

/** The accounts that the doubles know. The first is the specification's. */
export const ACCOUNTS = {
  ccp: {
    accountSid: 'aaf98f8900000000000000000000abcd',
    authToken: '0123456789abcdef0123456789abcdef',
    appId: '8a216da8000000000000000000001234',
    templateId: '1',
    noticeTemplateId: '3',
  },
  aliyun: {
    id: 'LTAI5tAccessKeyOfADouble',
    secret: "not a secret (it's a double's)",
    signName: '示例 (it*s)',
    templateZh: 'SMS_15305',
    templateEn: 'SMS_15306',
    notice: 'SMS_15307',
  },
  tencent: {
    id: 'AKIDz8krbsJ5yKBZQpn74WFkmLPx3Example',
    key: 'Gu5t9xGARNpq86cd98joQYCN3Example',
    appId: '1400006666',
    signName: '示例',
    templateZh: '1110',
    templateEn: '1111',
    notice: '1112',
  },
  twilio: {
    accountSid: 'AC00000000000000000000000000000abc',
    authToken: '0123456789abcdef0123456789abcdef',
    apiKey: 'SK00000000000000000000000000000abc',
    apiSecret: 'the secret of an API key',
    from: '+15005550006',
    messagingServiceSid: 'MG00000000000000000000000000000abc',
  },
  webhook: { secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZI' },
};

type Clock = '−25 h' | '−40 min' | '−6 min';

/** What the promises of a sender need to know of it. */
export interface SenderCase {
  sender: Sender;
  /** Beside those of the double. */
  variables?: Record<string, string>;
  // biome-ignore lint/suspicious/noExplicitAny: each double has messages of its own.
  start(now?: () => Date): Promise<SmsDouble<any, any>>;
  /** What its double notes of a message to a mainland number. */
  seen(message: CodeMessage): object;
  /** The same of a notice. */
  told(notice: Notice): object;
  /** A variable without which it says no notices. */
  noticeVariable?: string;
  /** The name that its double gives a message. */
  id: string;
  /** An answer that says sent, with this name, and one that refuses, with this code. */
  say(words: string): [Reply, Reply];
  kinds: Partial<Record<FailureKind, string[]>>;
  /** What an outcome says where a double was told to refuse with this. */
  codeOf?(behaviour: string): string;
  clocks: Record<Clock, 'sent' | string>;
}

export const SENDERS: Record<string, SenderCase> = {
  ccp: {
    sender: ccp,
    start: (now) => startCcpDouble({ ...ACCOUNTS.ccp, now }),
    seen: ({ id, to, code, minutes }) => ({
      to: to.slice(3),
      code,
      minutes: `${minutes}`,
      reqId: id,
    }),
    told: ({ id, to }) => ({ to: to.slice(3), template: '3', code: '', reqId: id }),
    noticeVariable: 'CCP_NOTICE_TEMPLATE_ID',
    id: 'ff8080813c373cab013c94b0f0512345',
    say: (words) => [
      json({ statusCode: '000000', templateSMS: { smsMessageSid: words } }),
      json({ statusCode: words }),
    ],
    kinds: KINDS.ccp,
    // The real one forgives 24 hours.
    clocks: { '−25 h': '111106', '−40 min': '111106', '−6 min': 'sent' },
  },
  aliyun: aliyunCase('v1'),
  'aliyun with signature v3': aliyunCase('v3'),
  tencent: {
    sender: tencent,
    start: (now) => startTencentDouble({ ...ACCOUNTS.tencent, now }),
    seen: ({ id, to, code, minutes }) => ({
      to,
      template: ACCOUNTS.tencent.templateZh,
      code,
      minutes: `${minutes}`,
      context: id,
    }),
    told: ({ id, to }) => ({ to, template: '1112', code: '', context: id }),
    noticeVariable: 'TENCENT_NOTICE_TEMPLATE',
    id: '2019:538884216543210987',
    say: (words) => [
      json({ Response: { SendStatusSet: [{ Code: 'Ok', SerialNo: words }] } }),
      json({ Response: { Error: { Code: words } } }),
    ],
    kinds: KINDS.tencent,
    clocks: {
      '−25 h': 'AuthFailure.SignatureExpire',
      '−40 min': 'AuthFailure.SignatureExpire',
      '−6 min': 'AuthFailure.SignatureExpire',
    },
  },
  twilio: {
    sender: twilio,
    start: () => startTwilioDouble(ACCOUNTS.twilio),
    seen: ({ to, text, minutes }) => ({
      to,
      from: ACCOUNTS.twilio.from,
      text,
      validitySeconds: minutes * 60,
      callback: undefined,
    }),
    told: ({ to, text }) => ({ to, text }),
    id: 'SM0123456789abcdef0123456789abcdef',
    say: (words) => [
      { ...json({ sid: words, status: 'queued' }), status: 201 },
      { ...json({ code: Number(words) || words }), status: 400 },
    ],
    kinds: KINDS.twilio,
    clocks: { '−25 h': 'sent', '−40 min': 'sent', '−6 min': 'sent' },
  },
  webhook: {
    sender: webhook,
    start: (now) => startWebhookDouble({ ...ACCOUNTS.webhook, now }),
    seen: ({ minutes, ...message }) => ({ ...message, expires_in_minutes: minutes }),
    told: ({ id, to, country, language, text }) => ({ id, to, country, language, text }),
    id: 'gateway-7f3a.42',
    say: (words) => [json({ message_id: words }), { ...json({ kind: words }), status: 422 }],
    kinds: KINDS.webhook,
    codeOf: (behaviour) => `http-${behaviour.slice(0, 3)}`,
    clocks: { '−25 h': 'http-401', '−40 min': 'http-401', '−6 min': 'http-401' },
  },
};

function aliyunCase(signature: 'v1' | 'v3'): SenderCase {
  const expired = 'InvalidTimeStamp.Expired';
  return {
    sender: aliyun,
    variables: { ALIYUN_SIGNATURE: signature },
    start: (now) => startAliyunDouble({ ...ACCOUNTS.aliyun, now }),
    seen: ({ id, to, code, minutes }) => ({
      to: to.slice(3),
      template: ACCOUNTS.aliyun.templateZh,
      code,
      minutes: `${minutes}`,
      outId: id,
      signature,
    }),
    told: ({ id, to }) => ({ to: to.slice(3), template: 'SMS_15307', code: '', outId: id }),
    noticeVariable: 'ALIYUN_NOTICE_TEMPLATE',
    id: '900619746936498440^0',
    say: (words) => [json({ Code: 'OK', BizId: words }), json({ Code: words })],
    kinds: KINDS.aliyun,
    clocks: { '−25 h': expired, '−40 min': expired, '−6 min': 'sent' },
  };
}

function json(value: object): Reply {
  return { status: 200, body: JSON.stringify(value) };
}
