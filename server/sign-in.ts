import { Refusal } from './errors';
import { type Mobile, parseMobile } from './mobile';
import { isPassword } from './password';
import { policy, type Window } from './policy';
import { charge, type Subject } from './rate-limit';
import { createSession, type SessionToken } from './sessions';
import { db } from './stores';
import { findUser, type User } from './users';
import type { Visitor } from './visitor';

/**
 * Opens a session for a mobile and its password. A mobile without an account takes as long and is
 * told the same. Refuses `credentials-wrong`, and `too-frequent` after too many failures.
 */
export async function signIn(
  credentials: { mobile: string; password: string },
  visitor: Visitor,
): Promise<SessionToken> {
  const mobile = parseMobile(credentials.mobile);
  return createSession(db(), await checkCredentials(mobile, credentials.password, visitor));
}

/** The user of a mobile, for who knows the password. A failure counts, success does not. */
export async function checkCredentials(
  mobile: Mobile,
  password: string,
  { address }: Visitor,
): Promise<User> {
  const { SIGN_IN_FAILURES_PER_MOBILE, SIGN_IN_FAILURES_PER_ADDRESS } = policy();
  const attempt = await charge(
    limited('sign_in_failures_per_mobile', SIGN_IN_FAILURES_PER_MOBILE, mobile.e164),
    limited('sign_in_failures_per_address', SIGN_IN_FAILURES_PER_ADDRESS, address),
  );
  const user = await findUser(mobile);
  const isRight = await isPassword(password, user?.passwordHash);
  if (!user || !isRight) throw new Refusal('credentials-wrong');
  await attempt.giveBack();
  return user;
}

function limited(name: string, windows: Window[], id: string): Subject {
  return { limit: { name, windows }, id };
}
