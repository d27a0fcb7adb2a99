import { users } from '../../db/schema';
import { parseMobile } from '../../server/mobile';
import { hashPassword } from '../../server/password';
import { createSession, requireSession } from '../../server/sessions';
import * as smsCode from '../../server/sms-code';
import { db } from '../../server/stores';
import { newMobile, newVisitor } from './visitors';

export const PASSWORD = 'correct horse battery';

/** Somebody with an account and this password, signed in. */
export async function newMember(mobile = newMobile(), visitor = newVisitor()) {
  const passwordHash = await hashPassword(PASSWORD);
  const [user] = await db().insert(users).values({ mobile, passwordHash }).returning();
  if (!user) throw new Error('no user');
  return { mobile, visitor, ...(await signedIn(user, visitor)) };
}

/** Another session of a user. */
export async function signedIn(user: typeof users.$inferSelect, visitor = newVisitor()) {
  const { token } = await createSession(user, visitor);
  const session = await requireSession({ sessionToken: token, keepSession() {} });
  return { user, token, session };
}

/** A challenge that holds the proof of a mobile. */
export async function newProof(purpose: smsCode.Purpose, mobile: string): Promise<string> {
  const parsed = parseMobile(mobile);
  const { challenge, code } = await smsCode.issue(purpose, parsed);
  await smsCode.consume({ purpose, mobile: parsed, challenge }, code);
  return challenge;
}
