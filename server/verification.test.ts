import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { smsMessages } from '#db/schema';
import { newMember } from '#e2e/support/members';
import {
  newAsker,
  newImageCode,
  newMobile,
  newVisitor,
  refusalOf,
  settle,
} from '#e2e/support/visitors';
import { keyedHash } from './keyed-hash';
import { pressureKeys } from './pressure';
import { inboxMessages } from './sms';
import { PURPOSES, type Purpose } from './sms-code';
import { db, kv } from './stores';
import { confirmSmsCode, requestSmsCode } from './verification';

const purpose = 'registration' as const;

afterEach(() => vi.useRealTimers());

async function ask(mobile = newMobile(), visitor = newVisitor(), picture?: Picture) {
  const request = { purpose, mobile, ...(picture ?? (await newImageCode())) };
  const asker = newAsker(visitor);
  return { mobile, ...(await requestSmsCode(request, asker)), challenge: asker.challenge };
}

type Picture = { imageCodeId: string; imageCode: string };

const smsTo = (mobile: string) => inboxMessages().filter(({ to }) => to === mobile);

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

  test('a registered number is refused after the picture is used up, and no SMS goes out', async () => {
    const { mobile } = await newMember();
    const picture = await newImageCode();
    expect((await refusalOf(ask(mobile, newVisitor(), picture))).reason).toBe('registered');
    expect((await refusalOf(ask(newMobile(), newVisitor(), picture))).reason).toBe(
      'captcha-expired',
    );
    expect(smsTo(mobile)).toEqual([]);
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
    const { mobile: registered } = await newMember();
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
    await refusalOf(confirmSmsCode({ purpose, mobile, smsCode: 'wrong' }, challenge, newVisitor()));
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

describe('each purpose', () => {
  async function askFor(purpose: Purpose, mobile: string, asker = newAsker()) {
    await requestSmsCode({ purpose, mobile, ...(await newImageCode()) }, asker);
    return { asker, challenge: asker.challengeOf(purpose) ?? '' };
  }

  /** Somebody it is for: a number it may be sent to, and a browser that may ask. */
  async function subjectOf(purpose: Purpose) {
    const member = await newMember();
    const isOwn = purpose === 'sign-in' || purpose === 'password-reset';
    const token = purpose === 'mobile-change' ? member.token : undefined;
    return {
      mobile: isOwn ? member.mobile : newMobile(),
      asker: newAsker(newVisitor(), token),
    };
  }

  test.each(PURPOSES)('%s: the code of its SMS proves the mobile, until then', async (purpose) => {
    const { mobile, asker } = await subjectOf(purpose);
    const { challenge } = await askFor(purpose, mobile, asker);
    const smsCode = smsTo(mobile)[0]?.code ?? '';
    const proven = await confirmSmsCode({ purpose, mobile, smsCode }, challenge, newVisitor());
    expect(proven.provenUntil).toBe(proven.now + 600_000);
    expect(proven.now).toBeCloseTo(Date.now(), -4);
    expect(await purposesOfSmsTo(mobile)).toEqual([purpose]);
  });

  test.each(['registration', 'mobile-change'] as const)(
    '%s refuses a registered number',
    async (purpose) => {
      const [{ asker }, { mobile }] = [await subjectOf(purpose), await newMember()];
      expect((await refusalOf(askFor(purpose, mobile, asker))).reason).toBe('registered');
      expect(smsTo(mobile)).toEqual([]);
    },
  );

  test.each(['sign-in', 'password-reset'] as const)(
    '%s refuses a number without an account, and uses up the picture',
    async (purpose) => {
      const [mobile, picture] = [newMobile(), await newImageCode()];
      const ask = () => requestSmsCode({ purpose, mobile, ...picture }, newAsker());
      expect((await refusalOf(ask())).reason).toBe('not-registered');
      expect((await refusalOf(ask())).reason).toBe('captcha-expired');
      expect(smsTo(mobile)).toEqual([]);
    },
  );

  test('mobile-change is for who is signed in, and costs no other a picture', async () => {
    const picture = await newImageCode();
    const request = { purpose: 'mobile-change' as const, mobile: newMobile(), ...picture };
    const refusal = await refusalOf(requestSmsCode(request, newAsker()));
    expect(refusal.reason).toBe('signed-out');
    await ask(newMobile(), newVisitor(), picture);
  });

  test('shares the limits of a number with the others', async () => {
    const { mobile } = await newMember();
    await askFor('sign-in', mobile);
    const refusal = await refusalOf(askFor('password-reset', mobile));
    expect([refusal.reason, refusal.details.retryAfterSeconds]).toEqual(['too-frequent', 60]);
  });

  test('shares the limits of an address with the others', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    const [{ mobile }, visitor] = [await newMember(), newVisitor()];
    await ask(newMobile(), visitor);
    const refusal = await refusalOf(askFor('sign-in', mobile, newAsker(visitor)));
    vi.unstubAllEnvs();
    expect(refusal.reason).toBe('too-frequent');
  });

  test('shares the wrong codes of a number with the others', async () => {
    vi.stubEnv('WRONG_CODES_PER_MOBILE', '1/24h');
    const { mobile } = await newMember();
    const { challenge } = await askFor('sign-in', mobile);
    const wrong = { purpose: 'sign-in' as const, mobile, smsCode: 'wrong' };
    await refusalOf(confirmSmsCode(wrong, challenge, newVisitor()));
    at(Date.now() + 3_600_000);
    const refusal = await refusalOf(askFor('password-reset', mobile));
    vi.unstubAllEnvs();
    expect(refusal.details.retryAfterSeconds).toBeGreaterThan(80_000);
  });

  test('a number that is changed to is charged, and the old one is not', async () => {
    const member = await newMember();
    const mobile = newMobile();
    await askFor('mobile-change', mobile, newAsker(member.visitor, member.token));
    expect(await kv().zcard(`sms_per_mobile_${mobile}`)).toBe(1);
    expect(await kv().zcard(`sms_per_mobile_${member.mobile}`)).toBe(0);
  });

  test('a lost answer of a confirmation is given again, with what is left of its time', async () => {
    const { mobile } = await newMember();
    const { challenge } = await askFor('sign-in', mobile);
    const typed = { purpose: 'sign-in' as const, mobile, smsCode: smsTo(mobile)[0]?.code ?? '' };
    await confirmSmsCode(typed, challenge, newVisitor());
    const again = await confirmSmsCode(typed, challenge, newVisitor());
    expect(again.provenUntil - again.now).toBeGreaterThan(590_000);
    expect(again.provenUntil - again.now).toBeLessThanOrEqual(600_000);
  });
});

test('a code that was entered counts once where its message did, however often it is sent', async () => {
  const visitor = newVisitor();
  const { mobile, challenge } = await ask(newMobile(), visitor);
  const typed = { purpose, mobile, smsCode: smsTo(mobile)[0]?.code ?? '' };
  for (let i = 0; i < 3; i++) await confirmSmsCode(typed, challenge, visitor);
  const [fields] = await kv()
    .multi()
    .hgetall(`guard_address_${visitor.address}`)
    .exec<[string[]]>();
  const verified = fields.filter((_, i) => fields[i - 1]?.startsWith('verified:3600:'));
  expect(verified).toEqual(['1']);
});

test('what the store holds for 300 s is under the names old operators know', async () => {
  const mobile = newMobile();
  await ask(mobile);
  expect(await kv().ttl(`sms_code_${mobile}`)).toBeGreaterThan(290);
});

async function purposesOfSmsTo(mobile: string) {
  const hash = keyedHash('sms-messages', mobile).toString('hex');
  const rows = await db().select().from(smsMessages).where(eq(smsMessages.mobileHash, hash));
  return rows.map(({ purpose }) => purpose);
}

function at(time: number) {
  vi.useFakeTimers({ toFake: ['Date'], now: time });
}
