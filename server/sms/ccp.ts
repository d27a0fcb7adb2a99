import { createHash } from 'node:crypto';
import { env } from '../env';
import { policy } from '../policy';
import { DUPLICATE, kindOf } from './ccp-errors';
import type { CodeMessage, FailureKind, Outcome, Sender } from './sender';

/** An answer is some hundred bytes; a larger one is not an answer. */
const MAX_ANSWER_BYTES = 16_384;

/** Errors of connecting, so before anything was said: surely nothing was sent. */
const NEVER_LEFT =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ERR_TLS_|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_)/;

/** Yuntongxun (Ronglian, cloopen.com) TemplateSMS, REST version 2013-12-26, JSON form. */
export const ccp: Sender = {
  name: 'ccp',
  async send(message) {
    try {
      return parseAnswer(await post(message));
    } catch (error) {
      return failed(connectionFailure(error), codeOf(error));
    }
  },
};

async function post(message: CodeMessage): Promise<string> {
  const { CCP_BASE_URL, CCP_ACCOUNT_SID: sid = '', CCP_AUTH_TOKEN: token = '' } = env();
  const timestamp = chinaTime(new Date());
  const response = await fetch(
    `${CCP_BASE_URL}/2013-12-26/Accounts/${sid}/SMS/TemplateSMS?sig=${signature(sid, token, timestamp)}`,
    {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json;charset=utf-8',
        Authorization: Buffer.from(`${sid}:${timestamp}`).toString('base64'),
      },
      body: JSON.stringify(templateSms(message)),
      redirect: 'error',
      cache: 'no-store',
      signal: AbortSignal.timeout(policy().SMS_SENDER_DEADLINE * 1000),
    },
  );
  return readAnswer(response);
}

function templateSms({ id, to, code, minutes }: CodeMessage) {
  return {
    to: to.replace(/^\+86/, ''),
    appId: env().CCP_APP_ID,
    templateId: env().CCP_TEMPLATE_ID,
    datas: [code, String(minutes)],
    reqId: id,
  };
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

async function readAnswer(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new Error('answer too large');
  }
  return Buffer.concat(chunks).toString();
}

/** `{statusCode, templateSMS: {smsMessageSid}}`; "000000" means sent. Anything unreadable throws. */
function parseAnswer(body: string): Outcome {
  const { statusCode, templateSMS } = JSON.parse(body);
  if (typeof statusCode !== 'string') return failed('ambiguous', 'unreadable');
  if (statusCode === '000000' || statusCode === DUPLICATE) {
    const sid = String(templateSMS?.smsMessageSid ?? '').trim();
    return { status: 'sent', providerMessageId: sid };
  }
  return failed(kindOf(statusCode), statusCode);
}

function failed(kind: FailureKind, code: string): Outcome {
  return { status: 'failed', kind, code };
}

function connectionFailure(error: unknown): FailureKind {
  return NEVER_LEFT.test(codeOf(error)) ? 'retryable' : 'ambiguous';
}

/** A name for what went wrong that holds nothing of the request. */
function codeOf(error: unknown): string {
  const { name, cause } = error as Error & { cause?: { code?: string } };
  return cause?.code ?? name;
}
