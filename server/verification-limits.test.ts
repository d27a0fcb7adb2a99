import { afterEach, describe, expect, test, vi } from 'vitest';
import { at } from '#e2e/support/clock';
import { smsTo } from '#e2e/support/inbox';
import { newMember } from '#e2e/support/members';
import { ask } from '#e2e/support/verification';
import { newImageCode, newMobile, newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { pressureKeys } from './pressure';
import { kv } from './stores';
import { confirmSmsCode } from './verification';

const purpose = 'registration' as const;

afterEach(() => vi.useRealTimers());

describe('requestSmsCode', () => {
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
