import { eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { sessions, users } from '#db/schema';
import { newProof } from '#e2e/support/members';
import {
  newAsker,
  newImageCode,
  newMobile,
  newVisitor,
  refusalOf,
  settle,
} from '#e2e/support/visitors';
import { chargeHash } from './password';
import { register } from './registration';
import { findSession } from './sessions';
import { inboxMessages } from './sms';
import { db } from './stores';
import { confirmSmsCode, requestSmsCode } from './verification';

const purpose = 'registration' as const;
const PASSWORD = 'correct horse battery';

type Form = Awaited<ReturnType<typeof registration>>;

async function finish({ smsCode, ...form }: Form, visitor = newVisitor()) {
  await confirmSmsCode({ purpose, mobile: form.mobile, smsCode }, form.challenge, visitor);
  return register(form, visitor);
}

async function registration(mobile = newMobile()) {
  const asker = newAsker();
  await requestSmsCode({ purpose, mobile, ...(await newImageCode()) }, asker);
  const smsCode = inboxMessages().find(({ to }) => to === mobile)?.code ?? 'no SMS';
  return { mobile, challenge: asker.challenge, smsCode, password: PASSWORD };
}

describe('register', () => {
  test('makes a user whose session the token opens', async () => {
    const form = await registration();
    const { token } = await finish(form);
    const found = await findSession(token);
    expect(found?.user.mobile).toBe(form.mobile);
  });

  test('50 parallel registrations with the one right code: one user, one session', async () => {
    const form = await registration();
    const tokens = new Set<string>();
    const work = Array.from({ length: 50 }, async () => tokens.add((await finish(form)).token));
    const { reasons } = await settle(work);
    expect(reasons.filter((reason) => reason !== 'registered')).toEqual([]);
    const [user, ...others] = await usersOf(form.mobile);
    expect(others).toEqual([]);
    expect(tokens.size).toBe(1);
    expect((await findSession([...tokens][0] ?? ''))?.user).toEqual(user);
    expect(await sessionsOf(user)).toHaveLength(1);
  }, 60_000);

  test('50 parallel registrations with 50 passwords: one user, the others are told registered', async () => {
    const form = await registration();
    const work = Array.from({ length: 50 }, (_, i) =>
      finish({ ...form, password: `${PASSWORD}${i}` }),
    );
    const { succeeded, reasons } = await settle(work);
    expect(succeeded).toBe(1);
    expect(new Set(reasons)).toEqual(new Set(['registered']));
    const [user, ...others] = await usersOf(form.mobile);
    expect(others).toEqual([]);
    expect(await sessionsOf(user)).toHaveLength(1);
  }, 60_000);

  test('the same form again, after its answer was lost, signs in the same user', async () => {
    const form = await registration();
    expect(await finish(form)).toEqual(await finish(form));
    expect(await usersOf(form.mobile)).toHaveLength(1);
  });

  test('who proves a mobile may guess the password of its account 10 times an hour', async () => {
    const [form, visitor] = [await registration(), newVisitor()];
    await finish(form, visitor);
    const guesses = Array.from({ length: 15 }, (_, i) =>
      finish({ ...form, password: `guess no ${i}` }, visitor),
    );
    const { reasons } = await settle(guesses);
    expect(new Set(reasons)).toEqual(new Set(['registered']));
    expect((await refusalOf(finish(form, visitor))).reason).toBe('registered');
  });

  test('an address that registers too often is told to wait, before its password is hashed', async () => {
    vi.stubEnv('REGISTRATIONS_PER_ADDRESS', '2/1h');
    const [form, visitor] = [await registration(), newVisitor()];
    await finish(form, visitor);
    await finish(form, visitor);
    expect((await refusalOf(finish(form, visitor))).reason).toBe('too-frequent');
    vi.unstubAllEnvs();
  });

  const PROVEN = { enter() {}, read: () => true };

  test('of a university behind one address 600 may register in an hour', async () => {
    const visitor = newVisitor();
    const { succeeded, reasons } = await settle(
      Array.from({ length: 601 }, () => chargeHash(visitor, PROVEN)),
    );
    expect([succeeded, reasons]).toEqual([600, ['too-frequent']]);
  });

  test('a password that is refused leaves the proof unused', async () => {
    const form = await registration();
    for (const [password, reason] of [
      ['short', 'password-short'],
      ['password1', 'password-common'],
      ['x'.repeat(129), 'password-long'],
    ] as const) {
      expect((await refusalOf(finish({ ...form, password }))).reason).toBe(reason);
    }
    await finish(form);
  });

  test('the wrong code makes no user', async () => {
    const form = await registration();
    const smsCode = form.smsCode === '000000' ? '000001' : '000000';
    expect((await refusalOf(finish({ ...form, smsCode }))).reason).toBe('sms-code-wrong');
    expect(await usersOf(form.mobile)).toEqual([]);
  });

  test('a mobile that is not proven, or for another purpose, makes no user', async () => {
    const { smsCode: _, ...form } = await registration();
    for (const challenge of [form.challenge, 'made up', await newProof('sign-in', form.mobile)]) {
      const refusal = await refusalOf(register({ ...form, challenge }, newVisitor()));
      expect(refusal.reason).toBe('sms-code-expired');
    }
    expect(await usersOf(form.mobile)).toEqual([]);
  });
});

const usersOf = (mobile: string) => db().select().from(users).where(eq(users.mobile, mobile));
const sessionsOf = (user?: { id: string }) =>
  db()
    .select()
    .from(sessions)
    .where(eq(sessions.userId, user?.id ?? ''));
