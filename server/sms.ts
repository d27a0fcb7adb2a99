import { v7 } from 'uuid';
import { env, ROUTES_VARIABLE, readEnv } from './env';
import type { Mobile } from './mobile';
import { policy } from './policy';
import { noteEntered, type Request, settleAbandoned } from './sms/attempts';
import { dispatch } from './sms/dispatch';
import type { CodeMessage, Notice, Outcome } from './sms/sender';
import { requirementsOf, SENDERS } from './sms/senders';
import { languageOf, type NoticeKind, noticeOf, textOf } from './sms/text';
import type { Purpose } from './sms-code';
import { sendersTo } from './sms-routes';
import { tally } from './tally';

export { type DeliveryState, findDelivery, forgetMessages, messagesTo } from './sms/attempts';
export { breakerStates, passedOver } from './sms/breaker';
export { type InboxMessage, inboxMessages } from './sms/inbox';
export { MAX_RECEIPT_BYTES, receiptDoor } from './sms/receipts';

interface Code {
  purpose: Purpose;
  mobile: Mobile;
  code: string;
  expiresInSeconds: number;
}

interface Options {
  /** Languages the visitor reads, best first; without one we have, the country decides. */
  language?: string;
  /** Its holder may ask `findDelivery` for this SMS. */
  challenge?: string;
}

/**
 * Sends a code by the senders of the mobile's country. Every attempt is a row before it leaves.
 * Never throws for what a provider does: see `Outcome`.
 */
export async function sendCode(
  { purpose, mobile, code, expiresInSeconds }: Code,
  { language: preferred, challenge }: Options = {},
): Promise<Outcome> {
  // Minutes are whole, and never more than there are.
  const minutes = Math.max(1, Math.floor(expiresInSeconds / 60));
  const language = languageOf(preferred, mobile.country);
  const text = textOf(language, code, minutes, ourHost());
  return send({ purpose, mobile, challenge }, { code, minutes, language, text });
}

/** Tells the owner of a mobile what was done, by the same senders; nobody else can ask for it. */
export async function sendNotice(
  mobile: Mobile,
  kind: NoticeKind,
  preferred?: string,
): Promise<Outcome> {
  const language = languageOf(preferred, mobile.country);
  return send({ purpose: kind, mobile }, { language, text: noticeOf(kind, language, ourHost()) });
}

/** How much longer than all its senders' deadlines a request may live in a process that runs. */
const GRACE_SECONDS = 30;

/**
 * Rows that a crash left `sending` become `unknown`, now and, for what was sent just before, once
 * more. Those of other processes that run are younger.
 */
export async function settleCrashed(): Promise<void> {
  // A sender is asked twice at most.
  const seconds = 2 * policy().SMS_SENDER_DEADLINE + GRACE_SECONDS;
  await settleAbandoned(seconds);
  setTimeout(() => settleAbandoned(seconds).catch(() => {}), (seconds + 1) * 1000).unref();
}

/** Counts a code that was entered, for who delivered it; where nobody can say any more, for nobody. */
export async function codeEntered(
  purpose: Purpose,
  { country, prefix }: Mobile,
  challenge: string,
): Promise<void> {
  const sender = await noteEntered(challenge).catch(() => undefined);
  tally('verified', { country, prefix, sender, label: purpose });
}

/** Groups of variables: of each the configured senders cannot do without at least one. */
export function requiredBySenders(): string[][] {
  const { SMS_ROUTES: routes = {} } = readEnv(ROUTES_VARIABLE);
  const names = new Set(Object.values(routes).flat());
  return [...names].flatMap((name) => requirementsOf(SENDERS[name]));
}

type Content = Pick<CodeMessage, 'code' | 'minutes' | 'language' | 'text'>;

async function send(
  request: Omit<Request, 'id'>,
  content: Content | Pick<Notice, 'language' | 'text'>,
): Promise<Outcome> {
  const { SMS_ROUTES: routes } = env();
  const { e164: to, country } = request.mobile;
  return dispatch(
    sendersTo(country, routes),
    { id: v7(), ...request },
    { to, country, ...content },
  );
}

function ourHost(): string {
  return new URL(env().PUBLIC_URL).hostname;
}
