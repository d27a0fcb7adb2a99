import { Refusal } from './errors';
import { parseMobile } from './mobile';
import { isPassword } from './password';
import { policy } from './policy';
import { charge } from './rate-limit';
import { createSession, type SessionToken } from './sessions';
import { db } from './stores';
import { findUser } from './users';
import type { Visitor } from './visitor';

/**
 * Opens a session for a mobile and its password. A mobile without an account takes as long and is
 * told the same. Refuses `credentials-wrong`, and `too-frequent` after too many failures.
 */
export async function signIn(
  credentials: { mobile: string; password: string },
  visitor: Visitor,
): Promise<SessionToken> {
  const { SIGN_IN_FAILURES_PER_MOBILE, SIGN_IN_FAILURES_PER_ADDRESS } = policy();
  const mobile = parseMobile(credentials.mobile);
  const attempt = await charge(
    {
      limit: { name: 'sign_in_failures_per_mobile', windows: SIGN_IN_FAILURES_PER_MOBILE },
      id: mobile.e164,
    },
    {
      limit: { name: 'sign_in_failures_per_address', windows: SIGN_IN_FAILURES_PER_ADDRESS },
      id: visitor.address,
    },
  );
  const user = await findUser(mobile);
  if (!(await isPassword(credentials.password, user?.passwordHash)) || !user) {
    throw new Refusal('credentials-wrong');
  }
  await attempt.giveBack();
  return createSession(db(), user);
}
