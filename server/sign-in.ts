import { type Reason, Refusal } from './errors';
import { type Mobile, parseMobile } from './mobile';
import { isPassword } from './password';
import { policy } from './policy';
import { charge, limited, type Subject } from './rate-limit';
import { createSession, type SessionToken, sessionTokenOf } from './sessions';
import { checkProof } from './sms-code';
import { timed } from './tally';
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
  return timed('sign-in', async () => {
    const mobile = parseMobile(credentials.mobile);
    return createSession(await checkCredentials(mobile, credentials.password, visitor), visitor);
  });
}

/**
 * Opens a session for a mobile that `challenge` holds a proof of, the same one when sent twice.
 * Refuses `sms-code-expired`, `not-registered`.
 */
export async function signInBySms(
  typed: { mobile: string; challenge: string },
  visitor: Visitor,
): Promise<SessionToken> {
  const mobile = parseMobile(typed.mobile);
  await checkProof({ purpose: 'sign-in', mobile, challenge: typed.challenge });
  const user = await findUser(mobile);
  if (!user) throw new Refusal('not-registered');
  return createSession(user, visitor, sessionTokenOf('sign-in', typed.challenge));
}

/** The user of a mobile, for who knows the password. Refuses like `signIn`. */
export async function checkCredentials(
  mobile: Mobile,
  password: string,
  visitor: Visitor,
): Promise<User> {
  return compare(mobile.e164, password, visitor, {
    find: () => findUser(mobile),
    wrong: 'credentials-wrong',
  });
}

/** Asks who is signed in once more. Refuses `password-wrong`, and `too-frequent` like `signIn`. */
export async function checkCurrentPassword(
  user: User,
  password: string,
  visitor: Visitor,
): Promise<void> {
  await compare(user.mobile, password, visitor, {
    find: async () => user,
    wrong: 'password-wrong',
  });
}

/**
 * A wrong password counts, a right one or a store that is down does not. Most tries are counted for
 * the mobile in one network, so that a stranger elsewhere can hardly lock the owner out.
 */
async function compare(
  e164: string,
  password: string,
  visitor: Visitor,
  { find, wrong }: { find: () => Promise<User | undefined>; wrong: Reason },
): Promise<User> {
  const attempt = await charge(...failureLimitsOf(e164, visitor));
  const giveBack = () => attempt.giveBack().catch(() => {}); // what stays counted expires
  const user = await find().catch(async (error) => {
    await giveBack();
    throw error;
  });
  const isRight = await isPassword(password, user?.passwordHash);
  if (!user || !isRight) throw new Refusal(wrong);
  await giveBack();
  return user;
}

function failureLimitsOf(e164: string, { address, network }: Visitor): Subject[] {
  const numbers = policy();
  return [
    limited(
      'sign_in_failures_per_visitor',
      numbers.SIGN_IN_FAILURES_PER_VISITOR,
      `${e164} ${network}`,
    ),
    limited('sign_in_failures_per_mobile', numbers.SIGN_IN_FAILURES_PER_MOBILE, e164),
    limited('sign_in_failures_per_address', numbers.SIGN_IN_FAILURES_PER_ADDRESS, address),
  ];
}
