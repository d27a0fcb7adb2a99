import { createHash, createHmac } from 'node:crypto';
import { z } from 'zod';
import { env } from '../env';
import { kindOf } from './kinds';
import { type Answer, failed, NO_NOTICE, post, unreadable } from './post';
import type { Message, Outcome, Sender } from './sender';
import { TENCENT_KINDS } from './tencent-errors';

/** Signed, so it must be sent to the letter. */
const CONTENT_TYPE = 'application/json';

/** Of another form nothing is believed or repeated: it may echo the number and the code. */
const CODE = z.string().regex(/^[A-Za-z][\w.]{1,80}$/);
const SERIAL = z.string().regex(/^\d{1,10}:\w{1,60}$/);
const ANSWER = z.object({
  Response: z.union([
    z.object({ Error: z.object({ Code: CODE }) }),
    z.object({
      SendStatusSet: z.tuple([
        z.object({ Code: CODE, SerialNo: SERIAL.optional().catch(undefined) }),
      ]),
    }),
  ]),
});

/**
 * Tencent Cloud SMS SendSms, version 2021-01-11. The template has {1} the code and {2} the minutes.
 * It is not idempotent: the same message asked twice goes out twice.
 */
export const tencent: Sender = {
  name: 'tencent',
  requires: ['TENCENT_SECRET_ID', 'TENCENT_SECRET_KEY', 'TENCENT_SMS_APP_ID', 'TENCENT_SIGN_NAME'],
  requiresOneOf: ['TENCENT_TEMPLATE_ZH', 'TENCENT_TEMPLATE_EN'],
  async send(message) {
    const isSayable = message.code || env().TENCENT_NOTICE_TEMPLATE;
    return isSayable ? post(message, request(message), read) : NO_NOTICE;
  },
};

function request(message: Message) {
  const { TENCENT_BASE_URL, TENCENT_REGION } = env();
  const url = new URL('/', TENCENT_BASE_URL);
  const body = JSON.stringify(sendSms(message));
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    'Content-Type': CONTENT_TYPE,
    'X-TC-Action': 'SendSms',
    'X-TC-Version': '2021-01-11',
    'X-TC-Region': TENCENT_REGION,
    'X-TC-Timestamp': timestamp,
    Authorization: authorization(url.hostname, timestamp, body),
  };
  return { url: url.href, headers, body };
}

function sendSms(message: Message) {
  return {
    PhoneNumberSet: [message.to],
    SmsSdkAppId: env().TENCENT_SMS_APP_ID,
    SignName: env().TENCENT_SIGN_NAME,
    ...template(message),
    SessionContext: message.id,
  };
}

function template({ code, minutes, language }: Message) {
  const { TENCENT_TEMPLATE_ZH: zh, TENCENT_TEMPLATE_EN: en, TENCENT_NOTICE_TEMPLATE } = env();
  if (!code) return { TemplateId: TENCENT_NOTICE_TEMPLATE, TemplateParamSet: [] };
  const TemplateId = language === 'en' ? (en ?? zh) : (zh ?? en);
  return { TemplateId, TemplateParamSet: [code, String(minutes)] };
}

/**
 * TC3-HMAC-SHA256, with the host's name but no port, as Tencent's own client has it. The date is that
 * of the timestamp in UTC, wherever this machine is.
 */
function authorization(host: string, timestamp: string, body: string): string {
  const { TENCENT_SECRET_ID: id = '', TENCENT_SECRET_KEY: secret = '' } = env();
  const date = new Date(Number(timestamp) * 1000).toISOString().slice(0, 10);
  const scope = `${date}/sms/tc3_request`;
  const headers = `content-type:${CONTENT_TYPE}\nhost:${host}\n`;
  const canonical = ['POST', '/', '', headers, 'content-type;host', sha256(body)].join('\n');
  const key = [date, 'sms', 'tc3_request'].reduce<string | Buffer>(hmac, `TC3${secret}`);
  const signature = hmac(key, `TC3-HMAC-SHA256\n${timestamp}\n${scope}\n${sha256(canonical)}`);
  return `TC3-HMAC-SHA256 Credential=${id}/${scope}, SignedHeaders=content-type;host, Signature=${signature.toString('hex')}`;
}

function hmac(key: string | Buffer, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** Everything it says comes with HTTP 200. "Ok" means sent; a code nobody lists may mean anything. */
function read(answer: Answer): Outcome {
  const { data } = ANSWER.safeParse(answer.json);
  if (!data || answer.status !== 200) return unreadable(answer);
  if ('Error' in data.Response) return refused(data.Response.Error.Code);
  const [{ Code, SerialNo }] = data.Response.SendStatusSet;
  return Code === 'Ok' ? { status: 'sent', providerMessageId: SerialNo } : refused(Code);
}

function refused(code: string): Outcome {
  return failed(kindOf(TENCENT_KINDS, code) ?? 'ambiguous', code);
}
