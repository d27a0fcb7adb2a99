import { Refusal } from './errors';
import { type Mobile, parseMobile } from './mobile';
import { isPassword } from './password';
import { policy } from './policy';
import { charge, limited, type Subject } from './rate-limit';
import { createSession, type SessionToken } from './sessions';
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
  return createSession(await checkCredentials(mobile, credentials.password, visitor));
}

/**
 * The user of a mobile, for who knows the password. A wrong password counts, a right one or a store
 * that is down does not. Most tries are counted for the mobile in one network, so that a stranger
 * elsewhere can hardly lock the owner out.
 */
export async function checkCredentials(
  mobile: Mobile,
  password: string,
  visitor: Visitor,
): Promise<User> {
  const attempt = await charge(...failureLimitsOf(mobile, visitor));
  const giveBack = () => attempt.giveBack().catch(() => {}); // what stays counted expires
  const user = await findUser(mobile).catch(async (error) => {
    await giveBack();
    throw error;
  });
  const isRight = await isPassword(password, user?.passwordHash);
  if (!user || !isRight) throw new Refusal('credentials-wrong');
  await giveBack();
  return user;
}

function failureLimitsOf(mobile: Mobile, { address, network }: Visitor): Subject[] {
  const numbers = policy();
  return [
    limited(
      'sign_in_failures_per_visitor',
      numbers.SIGN_IN_FAILURES_PER_VISITOR,
      `${mobile.e164} ${network}`,
    ),
    limited('sign_in_failures_per_mobile', numbers.SIGN_IN_FAILURES_PER_MOBILE, mobile.e164),
    limited('sign_in_failures_per_address', numbers.SIGN_IN_FAILURES_PER_ADDRESS, address),
  ];
}
