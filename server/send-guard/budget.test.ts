import { beforeEach, describe, expect, test, vi } from 'vitest';
import { events } from '#db/schema';
import {
  HOUR,
  many,
  mobileIn,
  NOON,
  newPrefix,
  send,
  startAtNoon,
  waitOf,
} from '#e2e/support/send-guard';
import { newVisitor, settle } from '#e2e/support/visitors';
import { log } from '../log';
import { verifiedStep } from '../send-guard';
import { db } from '../stores';
import { transact } from '../transaction';

startAtNoon('budget');

describe('money', () => {
  beforeEach(() => {
    vi.stubEnv('SMS_PRICES', '*=0.1');
    vi.stubEnv('SMS_BUDGET', '1/1h 100/24h');
  });

  test('from 80 % on only prefixes whose codes get verified pass, and at 100 % none', async () => {
    const converting = newPrefix();
    const mobile = mobileIn(converting);
    await send(mobile);
    await transact(verifiedStep(mobile, newVisitor()));
    for (let i = 0; i < 7; i++) await send();
    expect(await waitOf(send())).toBeGreaterThan(0);
    await send(mobileIn(converting));
    await send(mobileIn(converting));
    expect(await waitOf(send(mobileIn(converting)))).toBe(65 * 60);
  });

  test('each threshold is told once in its hour, in the log and as an event', async () => {
    vi.stubEnv('EVENTS_WEBHOOK_URL', 'https://events.example.com');
    const told = vi.spyOn(log, 'warn').mockReturnValue();
    const toldOf = () => told.mock.calls.map(([line]) => (line as { threshold: number }).threshold);
    for (let i = 0; i < 7; i++) await send();
    for (let i = 0; i < 3; i++) await (await send()).giveBack(); // over 80 % three times
    await settle(many(30, () => send()));
    expect(toldOf()).toEqual([80]);
    await transact(verifiedStep(mobileIn('+861769999'), newVisitor()));
    for (let i = 0; i < 5; i++) await settle([send(mobileIn('+861769999'))]);
    expect(toldOf()).toEqual([80, 100]);
    vi.setSystemTime(NOON + 2 * HOUR);
    await settle(many(30, () => send()));
    expect(toldOf()).toEqual([80, 100, 80]);
    told.mockRestore();
    const window = { max: 1, seconds: 3_600 };
    const { id, type, data } = events;
    expect(await db().select({ type, data }).from(events).orderBy(id)).toEqual([
      { type: 'budget.threshold', data: { threshold: 80, window, spent: 0.8 } },
      { type: 'budget.threshold', data: { threshold: 100, window, spent: 1 } },
      { type: 'budget.threshold', data: { threshold: 80, window, spent: 0.8 } },
    ]);
  });

  test('an SMS without a price of its country costs what * says', async () => {
    vi.stubEnv('SMS_PRICES', 'US=0.5 *=0.3');
    const { succeeded } = await settle(many(9, () => send()));
    expect(succeeded).toBe(2); // 0.6 of 0.8
  });
});
