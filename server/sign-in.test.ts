import { describe, expect, test, vi } from 'vitest';
import { openPostgres } from '#db/postgres';
import { users } from '#db/schema';
import { freePort } from '#e2e/support/ports';
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
    expect([wrong.reason, wrong.wordsIn('en')]).toEqual([unknown.reason, unknown.wordsIn('en')]);
  });

  test('of 15 wrong passwords from one network at once 10 are compared; the owner elsewhere gets in', async () => {
    const [credentials, visitor] = [await member(), newVisitor()];
    const wrong = { ...credentials, password: 'wrong one' };
    const { reasons } = await settle(Array.from({ length: 15 }, () => signIn(wrong, visitor)));
    expect(reasons.filter((reason) => reason === 'credentials-wrong')).toHaveLength(10);
    expect((await refusalOf(signIn(credentials, visitor))).reason).toBe('too-frequent');
    await signIn(credentials, newVisitor());
  });

  test('wrong passwords from everywhere stop at the limit of the mobile', async () => {
    vi.stubEnv('SIGN_IN_FAILURES_PER_MOBILE', '12/24h');
    const credentials = await member();
    const wrong = { ...credentials, password: 'wrong one' };
    const { reasons } = await settle(Array.from({ length: 15 }, () => signIn(wrong, newVisitor())));
    expect(reasons.filter((reason) => reason === 'credentials-wrong')).toHaveLength(12);
    expect((await refusalOf(signIn(credentials, newVisitor()))).reason).toBe('too-frequent');
    vi.unstubAllEnvs();
  });

  test('a database that is away counts as no wrong password', async () => {
    const [credentials, visitor, real] = [await member(), newVisitor(), db()];
    const process = globalThis as { gatehouseDb?: unknown };
    process.gatehouseDb = openPostgres(`postgres://127.0.0.1:${await freePort()}/none`);
    const { reasons } = await settle(
      Array.from({ length: 12 }, () => signIn(credentials, visitor)),
    );
    process.gatehouseDb = real;
    expect(reasons).toHaveLength(12);
    await signIn(credentials, visitor);
  });

  test('right passwords do not count towards the limit', async () => {
    const [credentials, visitor] = [await member(), newVisitor()];
    for (let i = 0; i < 12; i++) await signIn(credentials, visitor);
  });
});
