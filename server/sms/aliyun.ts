import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { env } from '../env';
import { ALIYUN_KINDS } from './aliyun-errors';
import { encode, signedForm, signedHeaders } from './aliyun-signature';
import { kindOf } from './kinds';
import { type Answer, failed, NO_NOTICE, post, unreadable } from './post';
import type { Message, Outcome, Sender } from './sender';

const ACTION = 'SendSms';
const VERSION = '2017-05-25';
const FORM = 'application/x-www-form-urlencoded';

/** Of another form nothing is believed or repeated: it may echo the number and the code. */
const ANSWER = z.object({
  Code: z.string().regex(/^[A-Za-z][\w.]{1,80}$/),
  BizId: z
    .string()
    .regex(/^\d{1,40}\^\d{1,10}$/)
    .optional()
    .catch(undefined),
});

/**
 * Aliyun Dysms SendSms, version 2017-05-25, for mainland numbers and those abroad. The template has
 * the variables `code` and `minutes`. It is not idempotent: the same message asked twice goes out
 * twice.
 */
export const aliyun: Sender = {
  name: 'aliyun',
  requires: ['ALIYUN_ACCESS_KEY_ID', 'ALIYUN_ACCESS_KEY_SECRET', 'ALIYUN_SIGN_NAME'],
  requiresOneOf: ['ALIYUN_TEMPLATE_ZH', 'ALIYUN_TEMPLATE_EN'],
  async send(message) {
    if (looksMainland(message.to)) return failed('config', 'looks-mainland');
    const isSayable = message.code || env().ALIYUN_NOTICE_TEMPLATE;
    return isSayable ? post(message, request(message), read) : NO_NOTICE;
  },
};

/**
 * A North American number without its + has the form of a mainland one (+1 415 555 2671, 141 5555
 * 2671): the code would reach a stranger.
 */
function looksMainland(to: string): boolean {
  return /^\+1[3-9]\d{9}$/.test(to);
}

function request(message: Message) {
  const { ALIYUN_BASE_URL, ALIYUN_SIGNATURE } = env();
  const url = new URL('/', ALIYUN_BASE_URL);
  return { url: url.href, ...(ALIYUN_SIGNATURE === 'v3' ? v3(message, url) : v1(message)) };
}

function v1(message: Message) {
  const common = {
    Action: ACTION,
    Version: VERSION,
    Format: 'JSON',
    SignatureNonce: randomUUID(),
    Timestamp: utcSeconds(),
  };
  const body = signedForm({ ...common, ...sendSms(message) }, key());
  return { headers: { Accept: 'application/json', 'Content-Type': FORM }, body };
}

/** As the documentation has it for a form; Aliyun's own client has all this in the URL. */
function v3(message: Message, { host }: URL) {
  const body = encode(sendSms(message));
  const signed = {
    host,
    action: ACTION,
    version: VERSION,
    date: utcSeconds(),
    nonce: randomUUID(),
  };
  const headers = signedHeaders({ ...signed, body }, key());
  return { headers: { Accept: 'application/json', 'Content-Type': FORM, ...headers }, body };
}

/** Mainland numbers go bare, others as country code and number. */
function sendSms(message: Message): Record<string, string> {
  return {
    PhoneNumbers: message.to.replace(/^\+(86)?/, ''),
    SignName: env().ALIYUN_SIGN_NAME ?? '',
    ...template(message),
    OutId: message.id,
  };
}

function template({ code, minutes, language }: Message): Record<string, string> {
  const { ALIYUN_TEMPLATE_ZH = '', ALIYUN_TEMPLATE_EN = '', ALIYUN_NOTICE_TEMPLATE = '' } = env();
  if (!code) return { TemplateCode: ALIYUN_NOTICE_TEMPLATE };
  const [first, second] =
    language === 'en'
      ? [ALIYUN_TEMPLATE_EN, ALIYUN_TEMPLATE_ZH]
      : [ALIYUN_TEMPLATE_ZH, ALIYUN_TEMPLATE_EN];
  return {
    TemplateCode: first || second,
    TemplateParam: JSON.stringify({ code, minutes: String(minutes) }),
  };
}

function key() {
  const { ALIYUN_ACCESS_KEY_ID: id = '', ALIYUN_ACCESS_KEY_SECRET: secret = '' } = env();
  return { id, secret };
}

/** `yyyy-MM-ddTHH:mm:ssZ` */
function utcSeconds(): string {
  return new Date().toISOString().replace(/\.\d+/, '');
}

/**
 * Its gateway refuses with 4xx and a `Code`, the service itself with 200 and a `Code`. "OK" means
 * sent. A code nobody lists is a refusal where the status says so too, else it may mean anything.
 */
function read(answer: Answer): Outcome {
  const { status } = answer;
  const { data } = ANSWER.safeParse(answer.json);
  if (!data || (status >= 300 && status < 400)) return unreadable(answer);
  const { Code, BizId } = data;
  if (Code === 'OK') {
    return status === 200 ? { status: 'sent', providerMessageId: BizId } : unreadable(answer);
  }
  const unlisted = status >= 400 && status < 500 ? 'config' : 'ambiguous';
  return failed(kindOf(ALIYUN_KINDS, Code) ?? unlisted, Code);
}
