import { Refusal } from './errors';
import { parseMobile } from './mobile';
import { chargeHash, hashPassword, parsePassword } from './password';
import { createSession, type SessionToken, sessionTokenOf } from './sessions';
import { proofStep } from './sms-code';
import { findUser, setPassword } from './users';
import type { Visitor } from './visitor';

interface PasswordReset {
  mobile: string;
  /** Holds the proof of the mobile: see `confirmSmsCode` in verification.ts. */
  challenge: string;
  password: string;
}

/**
 * Gives the owner of a proven mobile another password, ends all sessions and opens one here. Doing
 * it again within MOBILE_PROOF_LIFETIME succeeds and opens the same session.
 * Refuses `sms-code-expired`, `not-registered`, and like `parsePassword`.
 */
export async function resetPassword(
  { challenge, ...typed }: PasswordReset,
  visitor: Visitor,
): Promise<SessionToken> {
  const mobile = parseMobile(typed.mobile);
  const password = parsePassword(typed.password, mobile.e164);
  await chargeHash(visitor, proofStep({ purpose: 'password-reset', mobile, challenge }));
  const passwordHash = await hashPassword(password);
  const user = await findUser(mobile);
  if (!user) throw new Refusal('not-registered');
  await setPassword(user, passwordHash);
  return createSession(user, visitor, sessionTokenOf('password-reset', challenge));
}
