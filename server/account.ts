import { Refusal } from './errors';
import { failureOf, log } from './log';
import { parseMobile } from './mobile';
import { hashPassword, parsePassword } from './password';
import { type OpenSession, requireSession, type SessionCookie, sessionsOf } from './sessions';
import { checkCurrentPassword } from './sign-in';
import { forgetMessages, messagesTo, sendNotice } from './sms';
import { checkProof } from './sms-code';
import { deleteUser, findUser, setMobile, setPassword } from './users';
import type { Visitor } from './visitor';

/**
 * Gives who is signed in another password and ends their sessions elsewhere.
 * Refuses like `checkCurrentPassword` and `parsePassword`.
 */
export async function changePassword(
  { id, user }: OpenSession,
  typed: { currentPassword: string; password: string },
  visitor: Visitor,
): Promise<void> {
  const password = parsePassword(typed.password, user.mobile);
  await checkCurrentPassword(user, typed.currentPassword, visitor);
  await setPassword(user, await hashPassword(password), id);
}

interface MobileChange {
  mobile: string;
  currentPassword: string;
  /** Holds the proof of the new mobile: see `confirmSmsCode` in verification.ts. */
  challenge: string;
  /** Of the notice to the old mobile; without one we have, the country decides. */
  language?: string;
}

/**
 * Gives who is signed in another mobile; sessions stay. The same change twice is one. The old mobile
 * is told, if it can be, and what was kept of it is forgotten.
 * Refuses `sms-code-expired`, `registered`, and like `checkCurrentPassword`.
 */
export async function changeMobile(
  { user }: OpenSession,
  { challenge, language, ...typed }: MobileChange,
  visitor: Visitor,
): Promise<void> {
  const mobile = parseMobile(typed.mobile);
  if (mobile.e164 === user.mobile) return;
  await checkProof({ purpose: 'mobile-change', mobile, challenge });
  await checkCurrentPassword(user, typed.currentPassword, visitor);
  if (await setMobile(user, mobile)) return leave(user.mobile, language);
  const owner = await findUser(mobile);
  if (owner?.id !== user.id) throw new Refusal('registered');
}

/** Ends the account of who is signed in, here and everywhere. Refuses like `checkCurrentPassword`. */
export async function removeAccount(
  { user }: OpenSession,
  { currentPassword }: { currentPassword: string },
  visitor: Visitor,
): Promise<void> {
  await checkCurrentPassword(user, currentPassword, visitor);
  await forgetMessages(user.mobile);
  await deleteUser(user);
}

/**
 * Everything the database keeps about who is signed in, but no hash: of a password or token it would
 * help a thief, and of a number it is a key of ours. Refuses `signed-out`.
 */
export async function accountData(cookie: SessionCookie) {
  const { user } = await requireSession(cookie);
  const { passwordHash, ...kept } = user;
  const [sessions, messages] = await Promise.all([sessionsOf(user), messagesTo(user.mobile)]);
  return { user: kept, sessions, messages };
}

/** The change is made: whatever fails here must not unsay it. */
async function leave(e164: string, language?: string): Promise<void> {
  const tell = async () => sendNotice(parseMobile(e164), 'mobile-changed', language);
  const fail = (error: unknown) =>
    log.error({ failure: failureOf(error) }, 'old mobile not told or not forgotten');
  await tell().catch(fail);
  await forgetMessages(e164).catch(fail);
}
