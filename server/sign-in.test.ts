import { describe, expect, test, vi } from 'vitest';
import { openPostgres } from '#db/postgres';
import { users } from '#db/schema';
import { newMember, newProof } from '#e2e/support/members';
import { freePort } from '#e2e/support/ports';
import { newMobile, newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { hashPassword } from './password';
import { findSession, listSessions } from './sessions';
import { signIn, signInBySms } from './sign-in';
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

describe('signInBySms', () => {
  test('opens a session for who proved the mobile, the same one however often it is sent', async () => {
    const { mobile, user, visitor } = await newMember();
    const form = { mobile, challenge: await newProof('sign-in', mobile) };
    const opened = await Promise.all(Array.from({ length: 10 }, () => signInBySms(form, visitor)));
    expect(new Set(opened.map(({ token }) => token)).size).toBe(1);
    expect((await findSession(opened[0]?.token ?? ''))?.user.id).toBe(user.id);
    expect(await listSessions({ id: '', user })).toHaveLength(2);
  });

  test('is refused without a proof of that mobile for signing in', async () => {
    const [{ mobile }, stranger] = [await newMember(), await newMember()];
    for (const challenge of [
      'made up',
      await newProof('password-reset', mobile),
      await newProof('sign-in', stranger.mobile),
    ]) {
      const refusal = await refusalOf(signInBySms({ mobile, challenge }, newVisitor()));
      expect(refusal.reason).toBe('sms-code-expired');
    }
  });

  test('says when the account went meanwhile', async () => {
    const mobile = newMobile();
    const form = { mobile, challenge: await newProof('sign-in', mobile) };
    expect((await refusalOf(signInBySms(form, newVisitor()))).reason).toBe('not-registered');
  });
});
