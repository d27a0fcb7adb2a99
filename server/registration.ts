import type { SQL } from 'drizzle-orm';
import { Refusal } from './errors';
import { type Mobile, parseMobile } from './mobile';
import { chargeHash, hashPassword, parsePassword } from './password';
import {
  createSession,
  handedOut,
  type SessionToken,
  sessionFrom,
  sessionTokenOf,
} from './sessions';
import { checkCredentials } from './sign-in';
import { proofStep } from './sms-code';
import { tally, timed } from './tally';
import { createUser, type User } from './users';
import type { Visitor } from './visitor';

interface Registration {
  mobile: string;
  /** Holds the proof of the mobile: see `confirmSmsCode` in verification.ts. */
  challenge: string;
  password: string;
}

/**
 * Makes the holder of a proven mobile a user and signs them in. The same registration twice is the
 * same user. If a store fails on the way, doing it again within MOBILE_PROOF_LIFETIME succeeds.
 */
export function register(registration: Registration, visitor: Visitor): Promise<SessionToken> {
  return timed('register', () => createAndSignIn(registration, visitor));
}

async function createAndSignIn(
  { challenge, ...typed }: Registration,
  visitor: Visitor,
): Promise<SessionToken> {
  const mobile = parseMobile(typed.mobile);
  const password = parsePassword(typed.password, mobile.e164);
  await chargeHash(visitor, proofStep({ purpose: 'registration', mobile, challenge }));
  const passwordHash = await hashPassword(password);
  const token = sessionTokenOf('registration', challenge);
  const opened = (created: SQL) => sessionFrom(created, visitor, token);
  if (await createUser(mobile, passwordHash, opened)) {
    tally('registered', { country: mobile.country, prefix: mobile.prefix });
    return handedOut(token);
  }
  return createSession(await findAgain(mobile, password, visitor), visitor, token);
}

/** Who proves the mobile and knows its password sent the same form twice. Guessing is limited. */
async function findAgain(mobile: Mobile, password: string, visitor: Visitor): Promise<User> {
  return checkCredentials(mobile, password, visitor).catch((error) => {
    throw error instanceof Refusal ? new Refusal('registered') : error;
  });
}
