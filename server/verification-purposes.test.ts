import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { smsMessages } from '#db/schema';
import { at } from '#e2e/support/clock';
import { smsTo } from '#e2e/support/inbox';
import { newMember } from '#e2e/support/members';
import { ask } from '#e2e/support/verification';
import { newAsker, newImageCode, newMobile, newVisitor, refusalOf } from '#e2e/support/visitors';
import { keyedHash } from './keyed-hash';
import { PURPOSES, type Purpose } from './sms-code';
import { db, kv } from './stores';
import { confirmSmsCode, requestSmsCode } from './verification';

afterEach(() => vi.useRealTimers());

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

async function purposesOfSmsTo(mobile: string) {
  const hash = keyedHash('sms-messages', mobile).toString('hex');
  const rows = await db().select().from(smsMessages).where(eq(smsMessages.mobileHash, hash));
  return rows.map(({ purpose }) => purpose);
}
