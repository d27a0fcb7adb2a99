import { eq } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { sessions, users } from '#db/schema';
import {
  newAsker,
  newImageCode,
  newMobile,
  newVisitor,
  refusalOf,
  settle,
} from '#e2e/support/visitors';
import { pressureKeys } from './pressure';
import { register } from './registration';
import { findSession } from './sessions';
import { inboxMessages } from './sms';
import { db, kv } from './stores';
import { confirmSmsCode, requestSmsCode } from './verification';

const purpose = 'registration' as const;
const PASSWORD = 'correct horse battery';

async function ask(mobile = newMobile(), visitor = newVisitor(), picture?: Picture) {
  const request = { purpose, mobile, ...(picture ?? (await newImageCode())) };
  const asker = newAsker(visitor);
  return { mobile, ...(await requestSmsCode(request, asker)), challenge: asker.challenge };
}

type Form = Awaited<ReturnType<typeof registration>>;

async function finish({ smsCode, ...form }: Form, visitor = newVisitor()) {
  await confirmSmsCode({ purpose, mobile: form.mobile, smsCode }, form.challenge);
  return register(form, visitor);
}

type Picture = { imageCodeId: string; imageCode: string };

const smsTo = (mobile: string) => inboxMessages().filter(({ to }) => to === mobile);
const codeSentTo = (mobile: string) => smsTo(mobile)[0]?.code ?? 'no SMS';

async function registration(mobile = newMobile()) {
  const { challenge } = await ask(mobile);
  return { mobile, challenge, smsCode: codeSentTo(mobile), password: PASSWORD };
}

describe('requestSmsCode', () => {
  test('sends one SMS with a code and says how long it is good and when to ask again', async () => {
    const { mobile, challenge, ...sent } = await ask();
    expect(smsTo(mobile)).toHaveLength(1);
    expect(smsTo(mobile)[0]?.text).toContain('5分钟内有效');
    expect(challenge).toMatch(/^[\w-]{22}$/);
    expect(sent).toEqual({
      maskedMobile: `+86 176 **** ${mobile.slice(-4)}`,
      delivery: 'sent',
      smsCodeDigits: 6,
      now: expect.closeTo(Date.now(), -4),
      resendAt: expect.closeTo(sent.now + 60_000, -3),
      expiresAt: expect.closeTo(sent.now + 300_000, -3),
    });
  });

  test('one picture answered by 20 requests at once: one SMS', async () => {
    const picture = await newImageCode();
    const mobiles = Array.from({ length: 20 }, newMobile);
    const { succeeded, reasons } = await settle(
      mobiles.map((mobile) => ask(mobile, newVisitor(), picture)),
    );
    expect(succeeded).toBe(1);
    expect(new Set(reasons)).toEqual(new Set(['captcha-expired']));
    expect(mobiles.flatMap(smsTo)).toHaveLength(1);
  });

  test('a wrong answer uses up the picture, and no SMS goes out', async () => {
    const [picture, mobile] = [await newImageCode(), newMobile()];
    const wrong = ask(mobile, newVisitor(), { ...picture, imageCode: 'XXXX' });
    expect((await refusalOf(wrong)).reason).toBe('captcha-wrong');
    expect((await refusalOf(ask(mobile, newVisitor(), picture))).reason).toBe('captcha-expired');
    expect(smsTo(mobile)).toHaveLength(0);
  });

  test('a bad number leaves the picture unused', async () => {
    const picture = await newImageCode();
    expect((await refusalOf(ask('10086', newVisitor(), picture))).reason).toBe('mobile-invalid');
    await ask(newMobile(), newVisitor(), picture);
  });

  test('an address at its limit leaves the picture unused', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    const [picture, visitor] = [await newImageCode(), newVisitor()];
    await ask(newMobile(), visitor);
    expect((await refusalOf(ask(newMobile(), visitor, picture))).reason).toBe('too-frequent');
    vi.unstubAllEnvs();
    await ask(newMobile(), visitor, picture);
  });

  test('a registered number is refused after the picture is used up, and no SMS goes out', async () => {
    const { mobile } = await registration().then(async (form) => {
      await finish(form);
      return form;
    });
    const picture = await newImageCode();
    expect((await refusalOf(ask(mobile, newVisitor(), picture))).reason).toBe('registered');
    expect((await refusalOf(ask(newMobile(), newVisitor(), picture))).reason).toBe(
      'captcha-expired',
    );
    expect(smsTo(mobile)).toHaveLength(1);
  });

  test('the second SMS has to wait 60 s, the third 120 s more, the fourth for the hour', async () => {
    const [mobile, start] = [newMobile(), Date.now()];
    const refusedUntil = async (seconds: number) => {
      at(start + seconds * 1000 - 1);
      const refusal = await refusalOf(ask(mobile));
      expect([refusal.reason, refusal.details.retryAfterSeconds]).toEqual(['too-frequent', 1]);
      at(start + seconds * 1000);
    };
    at(start);
    await ask(mobile);
    await refusedUntil(60);
    await ask(mobile);
    await refusedUntil(60 + 120);
    expect((await ask(mobile)).resendAt).toBe(start + 3_600_000);
    await refusedUntil(3600);
    await ask(mobile);
    vi.useRealTimers();
    expect(smsTo(mobile)).toHaveLength(4);
    expect(new Set(smsTo(mobile).map(({ code }) => code)).size).toBe(1);
  });

  test('wrong answers, registered numbers and limits raise the pressure, slow people do not', async () => {
    const { mobile: registered } = await registration().then(async (form) => {
      await finish(form);
      return form;
    });
    const visitor = newVisitor();
    const failuresOf = async () => {
      const [address = ''] = pressureKeys(visitor, Date.now());
      return Number(await kv().get(address));
    };
    const wrong = { ...(await newImageCode()), imageCode: 'XXXX' };
    expect((await refusalOf(ask(newMobile(), visitor, wrong))).reason).toBe('captcha-wrong');
    expect(await failuresOf()).toBe(1);
    expect((await refusalOf(ask(newMobile(), visitor, wrong))).reason).toBe('captcha-expired');
    expect(await failuresOf()).toBe(1);
    expect((await refusalOf(ask(registered, visitor))).reason).toBe('registered');
    const { mobile } = await ask(newMobile(), visitor);
    expect((await refusalOf(ask(mobile, visitor))).reason).toBe('too-frequent');
    expect(await failuresOf()).toBe(3);
  });

  test('a mobile with too many wrong codes gets no SMS until they are a day old', async () => {
    vi.stubEnv('WRONG_CODES_PER_MOBILE', '1/24h');
    const { mobile, challenge } = await ask();
    const wrong = { mobile, challenge, smsCode: 'wrong', password: PASSWORD };
    await refusalOf(finish(wrong));
    at(Date.now() + 3_600_000);
    const refusal = await refusalOf(ask(mobile));
    vi.useRealTimers();
    vi.unstubAllEnvs();
    expect(refusal.reason).toBe('too-frequent');
    expect(refusal.details.retryAfterSeconds).toBeGreaterThan(80_000);
    expect(smsTo(mobile)).toHaveLength(1);
  });

  test('of 20 visitors asking for one number at once one SMS goes out', async () => {
    const mobile = newMobile();
    const { succeeded } = await settle(Array.from({ length: 20 }, () => ask(mobile)));
    expect([succeeded, smsTo(mobile).length]).toEqual([1, 1]);
  });

  test('of 30 requests of one address at once 10 SMS go out', async () => {
    const visitor = newVisitor();
    const mobiles = Array.from({ length: 30 }, newMobile);
    await settle(mobiles.map((mobile) => ask(mobile, visitor)));
    expect(mobiles.flatMap(smsTo)).toHaveLength(10);
  });

  test('addresses of one network share its limit', async () => {
    vi.stubEnv('SMS_PER_NETWORK', '2/1h');
    const network = newVisitor().network;
    const neighbours = Array.from({ length: 5 }, () => ({ ...newVisitor(), network }));
    const work = neighbours.map((visitor) => ask(newMobile(), visitor));
    const { succeeded, reasons } = await settle(work);
    vi.unstubAllEnvs();
    expect([succeeded, new Set(reasons)]).toEqual([2, new Set(['too-frequent'])]);
  });
});

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

  test('a password that is refused leaves the code unused', async () => {
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
});

test('what the store holds for 300 s is under the names old operators know', async () => {
  const mobile = newMobile();
  await ask(mobile);
  expect(await kv().ttl(`sms_code_${mobile}`)).toBeGreaterThan(290);
});

const usersOf = (mobile: string) => db().select().from(users).where(eq(users.mobile, mobile));
const sessionsOf = (user?: { id: string }) =>
  db()
    .select()
    .from(sessions)
    .where(eq(sessions.userId, user?.id ?? ''));

function at(time: number) {
  vi.useFakeTimers({ toFake: ['Date'], now: time });
}
