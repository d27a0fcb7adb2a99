import { createHash } from 'node:crypto';
import { z } from 'zod';
import { env } from '../env';
import { CCP_KINDS } from './ccp-errors';
import { kindOf } from './kinds';
import { type Answer, failed, NO_NOTICE, post, unreadable } from './post';
import type { Message, Outcome, Sender } from './sender';

/** Of another form nothing is believed or repeated: it may echo the number and the code. */
const ANSWER = z.object({
  statusCode: z.string().regex(/^\d{6}$/),
  templateSMS: z
    .object({
      smsMessageSid: z
        .string()
        .trim()
        .regex(/^\w{1,64}$/),
    })
    .optional()
    .catch(undefined),
});

/** Yuntongxun (Ronglian, cloopen.com) TemplateSMS, REST version 2013-12-26, JSON form. */
export const ccp: Sender = {
  name: 'ccp',
  requires: ['CCP_ACCOUNT_SID', 'CCP_AUTH_TOKEN', 'CCP_APP_ID', 'CCP_TEMPLATE_ID'],
  async send(message) {
    const isSayable = message.code || env().CCP_NOTICE_TEMPLATE_ID;
    return isSayable ? post(message, request(message), read) : NO_NOTICE;
  },
};

function request(message: Message) {
  const { CCP_BASE_URL, CCP_ACCOUNT_SID: sid = '', CCP_AUTH_TOKEN: token = '' } = env();
  const base = CCP_BASE_URL.replace(/\/+$/, '');
  const timestamp = chinaTime(new Date());
  return {
    url: `${base}/2013-12-26/Accounts/${sid}/SMS/TemplateSMS?sig=${signature(sid, token, timestamp)}`,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json;charset=utf-8',
      Authorization: Buffer.from(`${sid}:${timestamp}`).toString('base64'),
    },
    body: JSON.stringify(templateSms(message)),
  };
}

/**
 * Mainland numbers go bare. How the service wants others is not documented; with its + none can be
 * taken for a mainland number, as `14155552671` would be.
 */
function templateSms(message: Message) {
  return {
    to: message.to.replace(/^\+86/, ''),
    appId: env().CCP_APP_ID,
    ...template(message),
    reqId: message.id,
  };
}

function template({ code, minutes, language }: Message) {
  const { CCP_TEMPLATE_ID, CCP_TEMPLATE_ID_EN = CCP_TEMPLATE_ID, CCP_NOTICE_TEMPLATE_ID } = env();
  if (!code) return { templateId: CCP_NOTICE_TEMPLATE_ID, datas: [] };
  const templateId = language === 'en' ? CCP_TEMPLATE_ID_EN : CCP_TEMPLATE_ID;
  return { templateId, datas: [code, String(minutes)] };
}

function signature(sid: string, token: string, timestamp: string): string {
  return createHash('md5')
    .update(sid + token + timestamp)
    .digest('hex')
    .toUpperCase();
}

/** `yyyyMMddHHmmss` in UTC+8, wherever this machine is. */
function chinaTime(now: Date): string {
  const there = new Date(now.getTime() + 8 * 3_600_000);
  return there.toISOString().replace(/\D/g, '').slice(0, 14);
}

/** "000000" means sent. A code nobody lists may mean anything. */
function read(answer: Answer): Outcome {
  const { data } = ANSWER.safeParse(answer.json);
  if (!data || answer.status !== 200) return unreadable(answer);
  const { statusCode, templateSMS } = data;
  if (statusCode === '000000') {
    return { status: 'sent', providerMessageId: templateSMS?.smsMessageSid };
  }
  return failed(kindOf(CCP_KINDS, statusCode) ?? 'ambiguous', statusCode);
}
