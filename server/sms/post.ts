import { request } from 'undici';
import { policy } from '../policy';
import type { FailureKind, Message, Outcome } from './sender';

/** What a provider is asked, by POST. */
export interface ProviderRequest {
  url: string;
  headers: Record<string, string>;
  body: string;
}

/** What a provider answered. */
export interface Answer {
  /** HTTP status. */
  status: number;
  /** The body where it is JSON of at most 16 kB, else undefined. */
  json: unknown;
}

/** An answer is some hundred bytes; a larger one is not an answer. */
const MAX_ANSWER_BYTES = 16_384;

/** Errors of connecting, so before anything was said: surely nothing was sent. */
const NEVER_LEFT = new RegExp(
  '^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT' +
    '|CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|ERR_TLS_' +
    '|ERR_SSL_.*(WRONG_VERSION_NUMBER|UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|HANDSHAKE_FAILURE)$)',
);

/**
 * Asks a provider, once, to send `message`, and has `read` say what its answer means. No redirect is
 * followed; SMS_SENDER_DEADLINE is for the whole exchange. Never throws: what goes wrong on the way
 * is an outcome, `retryable` where the request surely never left and `ambiguous` otherwise.
 */
export async function post(
  message: Message,
  { url, headers, body }: ProviderRequest,
  read: (answer: Answer) => Outcome,
): Promise<Outcome> {
  if (!isSendable(url)) return failed('config', UNSENDABLE);
  try {
    const signal = AbortSignal.timeout(policy().SMS_SENDER_DEADLINE * 1000);
    // Not fetch: Next puts its own in that place, and both cost more than the rest of an SMS.
    const answer = await request(url, { method: 'POST', headers, body, signal });
    const json = parseJson(await readText(answer.body));
    return withheld(read({ status: answer.statusCode, json }), message);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'UND_ERR_INVALID_ARG') return failed('config', UNSENDABLE);
    return failed(NEVER_LEFT.test(code) ? 'retryable' : 'ambiguous', code);
  }
}

/** No address, one with a password, or a credential that cannot stand in a header. */
const UNSENDABLE = 'unsendable';

function isSendable(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { username, password } = new URL(url);
  return !username && !password;
}

export function failed(kind: FailureKind, code: string): Outcome {
  return { status: 'failed', kind, code };
}

/** A sender whose templates have no notice: another one may. */
export const NO_NOTICE = failed('config', 'no-notice-template');

/** Nobody knows what an answer of another form means. */
export function unreadable({ status }: Answer): Outcome {
  return failed('ambiguous', status === 200 ? 'unreadable' : `http-${status}`);
}

async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) return '';
  }
  return Buffer.concat(chunks).toString();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** An outcome is logged and stored: what holds the code or the number, by an echo or by chance, is not. */
function withheld(outcome: Outcome, { to, code }: Message): Outcome {
  const said = outcome.status === 'sent' ? outcome.providerMessageId : outcome.code;
  if (!said || !((code && said.includes(code)) || said.includes(to.slice(-8)))) return outcome;
  return outcome.status === 'sent' ? { status: 'sent' } : { ...outcome, code: 'withheld' };
}

/** A name for what went wrong that holds nothing of the request. */
function codeOf(error: unknown): string {
  const { name, code } = error as Error & { code?: unknown };
  return typeof code === 'string' ? code : name;
}
