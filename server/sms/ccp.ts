import { createHash } from 'node:crypto';
import { z } from 'zod';
import { env } from '../env';
import { policy } from '../policy';
import { DUPLICATE, kindOf } from './ccp-errors';
import type { CodeMessage, FailureKind, Outcome, Sender } from './sender';

/** An answer is some hundred bytes; a larger one is not an answer. */
const MAX_ANSWER_BYTES = 16_384;

/** Errors of connecting, so before anything was said: surely nothing was sent. */
const NEVER_LEFT = new RegExp(
  '^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT' +
    '|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_' +
    '|ERR_SSL_.*(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE)$)',
);

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
    try {
      const response = await post(message);
      const answer = await readAnswer(response);
      if (response.status !== 200) return failed('ambiguous', `http-${response.status}`);
      return parseAnswer(answer);
    } catch (error) {
      return failed(connectionFailure(error), codeOf(error));
    }
  },
};

function post(message: CodeMessage): Promise<Response> {
  const { CCP_BASE_URL, CCP_ACCOUNT_SID: sid = '', CCP_AUTH_TOKEN: token = '' } = env();
  const base = CCP_BASE_URL.replace(/\/+$/, '');
  const timestamp = chinaTime(new Date());
  return fetch(
    `${base}/2013-12-26/Accounts/${sid}/SMS/TemplateSMS?sig=${signature(sid, token, timestamp)}`,
    {
      method: 'POST',
      headers: {
        Accept: 'application/json',
        'Content-Type': 'application/json;charset=utf-8',
        Authorization: Buffer.from(`${sid}:${timestamp}`).toString('base64'),
      },
      body: JSON.stringify(templateSms(message)),
      redirect: 'manual',
      cache: 'no-store',
      signal: AbortSignal.timeout(policy().SMS_SENDER_DEADLINE * 1000),
    },
  );
}

/**
 * Mainland numbers go bare. How the service wants others is not documented; with its + none can be
 * taken for a mainland number, as `14155552671` would be.
 */
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
    if (size > MAX_ANSWER_BYTES) return '';
  }
  return Buffer.concat(chunks).toString();
}

/** "000000" means sent. */
function parseAnswer(body: string): Outcome {
  const { data } = ANSWER.safeParse(parseJson(body));
  if (!data) return failed('ambiguous', 'unreadable');
  if (data.statusCode === '000000' || data.statusCode === DUPLICATE) {
    return { status: 'sent', providerMessageId: data.templateSMS?.smsMessageSid };
  }
  return failed(kindOf(data.statusCode), data.statusCode);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
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
