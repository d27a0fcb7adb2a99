import { describe, expect, test } from 'vitest';
import { users } from '#db/schema';
import { newMobile, newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { hashPassword } from './password';
import { findSession } from './sessions';
import { signIn } from './sign-in';
import { db } from './stores';

async function member() {
  const [mobile, password] = [newMobile(), 'correct horse battery'];
  await db()
    .insert(users)
    .values({ mobile, passwordHash: await hashPassword(password) });
  return { mobile, password };
}

describe('signIn', () => {
  test('opens a session for a mobile and its password', async () => {
    const credentials = await member();
    const { token } = await signIn(credentials, newVisitor());
    expect((await findSession(token))?.user.mobile).toBe(credentials.mobile);
  });

  test('a wrong password and an unknown number are told the same', async () => {
    const { mobile } = await member();
    const wrong = await refusalOf(signIn({ mobile, password: 'wrong one' }, newVisitor()));
    const unknown = await refusalOf(
      signIn({ mobile: newMobile(), password: 'wrong one' }, newVisitor()),
    );
    expect([wrong.reason, wrong.words]).toEqual([unknown.reason, unknown.words]);
  });

  test('of 15 wrong passwords for one mobile at once 10 are compared; then also the right one waits', async () => {
    const credentials = await member();
    const wrong = { ...credentials, password: 'wrong one' };
    const { reasons } = await settle(Array.from({ length: 15 }, () => signIn(wrong, newVisitor())));
    expect(reasons.filter((reason) => reason === 'credentials-wrong')).toHaveLength(10);
    expect((await refusalOf(signIn(credentials, newVisitor()))).reason).toBe('too-frequent');
  });

  test('right passwords do not count towards the limit', async () => {
    const [credentials, visitor] = [await member(), newVisitor()];
    for (let i = 0; i < 12; i++) await signIn(credentials, visitor);
  });
});
