import { describe, expect, test, vi } from 'vitest';
import { commandsToStore, consume, issue, someone, wrong } from '#e2e/support/sms-codes';
import { refusalOf, settle } from '#e2e/support/visitors';
import { kv } from '../stores';

describe('issue', () => {
  test('a code has six digits and lives 300 s under sms_code_{mobile}', async () => {
    const mobile = someone();
    const { code, expiresInSeconds } = await issue(mobile);
    expect(code).toMatch(/^\d{6}$/);
    expect(expiresInSeconds).toBe(300);
    expect(await kv().ttl(`sms_code_${mobile.e164}`)).toBe(300);
  });

  test('the store is never told the code or the challenge', async () => {
    const mobile = someone();
    const writes = commandsToStore();
    const { code, challenge } = await issue(mobile);
    await refusalOf(consume(mobile, challenge, wrong(code)));
    await consume(mobile, challenge, code);
    const dump = JSON.stringify([...writes(), mobile.e164]).replaceAll(mobile.e164, '');
    expect(dump).toContain('sms_challenge_');
    expect(dump).not.toContain(code);
    expect(dump).not.toContain(challenge);
  });

  test('codes differ between mobiles, moments and secrets', async () => {
    // Of 4 rounds, all the same by chance: once in 10^24.
    const codesOf = { mobile: '', other: '', later: '', secret: '' };
    for (let round = 0; round < 4; round++) {
      const [one, other] = [someone(), someone()];
      const first = await issue(one);
      codesOf.mobile += first.code;
      codesOf.other += (await issue(other)).code;
      vi.stubEnv('GATEHOUSE_SECRET', 'another secret of at least 32 characters');
      codesOf.secret += (await issue(one)).code;
      vi.unstubAllEnvs();
      await first.takeBack();
      codesOf.later += (await issue(one)).code;
    }
    expect(new Set(Object.values(codesOf)).size).toBe(4);
  });

  test('a resend is the same code and extends nothing', async () => {
    const mobile = someone();
    const { code } = await issue(mobile);
    await kv().expire(`sms_code_${mobile.e164}`, 100);
    const again = await issue(mobile);
    expect(again.code).toBe(code);
    expect(again.expiresInSeconds).toBe(100);
  });

  test('a resend to the same browser keeps its challenge and the wrong tries it has', async () => {
    const mobile = someone();
    const { code, challenge } = await issue(mobile);
    await refusalOf(consume(mobile, challenge, wrong(code)));
    const again = await issue(mobile, challenge);
    expect(again.challenge).toBe(challenge);
    const refusal = await refusalOf(consume(mobile, challenge, wrong(code)));
    expect(refusal.details.triesLeft).toBe(3);
  });

  test('a dead challenge is not kept: the resent code works with a new one', async () => {
    const mobile = someone();
    const { code, challenge } = await issue(mobile);
    await settle(Array.from({ length: 5 }, () => consume(mobile, challenge, wrong(code))));
    const resent = await issue(mobile, challenge);
    expect(resent.challenge).not.toBe(challenge);
    await consume(mobile, resent.challenge, resent.code);
  });

  test('a code that would expire on its way is not sent again', async () => {
    const mobile = someone();
    await issue(mobile);
    await kv().expire(`sms_code_${mobile.e164}`, 30);
    await issue(mobile);
    await kv().expire(`sms_code_${mobile.e164}`, 29);
    const refusal = await refusalOf(issue(mobile));
    expect(refusal.reason).toBe('too-frequent');
    expect(refusal.details.retryAfterSeconds).toBeLessThanOrEqual(29);
  });

  test('a challenge of another mobile is not taken over', async () => {
    const { challenge } = await issue(someone());
    expect((await issue(someone(), challenge)).challenge).not.toBe(challenge);
  });

  test('taken back, a first code is void; a resent one stays good', async () => {
    const mobile = someone();
    const first = await issue(mobile);
    const resent = await issue(mobile);
    await resent.takeBack();
    expect((await issue(mobile)).code).toBe(first.code);
    await consume(mobile, first.challenge, first.code);

    const other = await issue(someone());
    await other.takeBack();
    expect((await refusalOf(consume(mobile, other.challenge, other.code))).reason).toBe(
      'sms-code-expired',
    );
  });
});
