import { describe, expect, test, vi } from 'vitest';
import { codeTo, restoreSenders, rowsOf, SENT, stub } from '#e2e/support/stub-sender';
import { newMobile } from '#e2e/support/visitors';
import { parseMobile } from '../mobile';
import { breakerStates, sendCode } from '../sms';
import type { Outcome } from './sender';

restoreSenders();

describe('a sender that fails five times in a row', () => {
  const down: Outcome = { status: 'failed', kind: 'retryable', code: 'down' };

  test('is passed over in that country, without a row, until it has rested', async () => {
    vi.stubEnv('SMS_ROUTES', '*=aliyun,tencent');
    vi.stubEnv('ALLOWED_COUNTRIES', 'CN US');
    const answers: { aliyun: Outcome } = { aliyun: down };
    const first = stub('aliyun', () => answers.aliyun);
    stub('tencent');
    for (let i = 0; i < 7; i++) await sendCode(codeTo(parseMobile(newMobile())));
    expect(first).toHaveLength(5);
    expect(breakerStates()).toEqual([
      { sender: 'aliyun', country: 'CN', state: 'open' },
      { sender: 'tencent', country: 'CN', state: 'closed' },
    ]);
    await sendCode(codeTo(parseMobile('+14155552671')));
    expect(first).toHaveLength(6);
    const mobile = newMobile();
    await sendCode(codeTo(parseMobile(mobile)));
    expect(await rowsOf(mobile)).toMatchObject([{ provider: 'tencent' }]);

    answers.aliyun = SENT;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 });
    await sendCode(codeTo(parseMobile(newMobile())));
    expect(first).toHaveLength(7);
    expect(breakerStates()[0]).toMatchObject({ sender: 'aliyun', state: 'closed' });
  });

  test('is tried all the same where nobody else is left', async () => {
    vi.stubEnv('SMS_ROUTES', '*=aliyun');
    const only = stub('aliyun', down);
    for (let i = 0; i < 7; i++) {
      expect(await sendCode(codeTo(parseMobile(newMobile())))).toEqual(down);
    }
    expect(only).toHaveLength(7);
  });

  test('is not one that refuses numbers', async () => {
    vi.stubEnv('SMS_ROUTES', '*=aliyun,tencent');
    const first = stub('aliyun', { status: 'failed', kind: 'invalid', code: 'no' });
    for (let i = 0; i < 7; i++) await sendCode(codeTo(parseMobile(newMobile())));
    expect(first).toHaveLength(7);
  });
});
