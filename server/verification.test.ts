import { describe, expect, test } from 'vitest';
import { smsTo } from '#e2e/support/inbox';
import { newMember } from '#e2e/support/members';
import { ask } from '#e2e/support/verification';
import { newImageCode, newMobile, newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { kv } from './stores';
import { confirmSmsCode } from './verification';

const purpose = 'registration' as const;

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
