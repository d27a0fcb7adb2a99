import { describe, expect, test } from 'vitest';
import { at, SMS, startAfterNoon, stepsOf } from '#e2e/support/ops';
import { HOUR, NOON } from '#e2e/support/send-guard';
import { count } from '#e2e/support/tallies';
import { refusalOf } from '#e2e/support/visitors';
import { figures, PERIODS } from './ops';
import { spanOf } from './ops/period';

const ALL_PERIODS = Object.keys(PERIODS) as (keyof typeof PERIODS)[];

startAfterNoon('ops');

const ratesOf = ({ funnel }: Awaited<ReturnType<typeof figures>>) =>
  Object.fromEntries(funnel.map(({ name, rate }) => [name, rate]));

/** 100 captchas, 80 solved, 60 SMS in two countries by two senders. */
async function aSmallDay() {
  const abroad = { ...SMS, country: 'US', prefix: '+1212555', sender: 'twilio' };
  await count(
    at(0),
    { name: 'picture', label: 'normal', count: 70 },
    { name: 'recording', count: 20 },
    { name: 'proof', count: 10 },
    { name: 'solved', label: 'picture', count: 60 },
    { name: 'solved', label: 'proof', count: 20 },
    { name: 'captcha-failed', label: 'wrong', count: 15 },
    { name: 'captcha-failed', label: 'expired', count: 5 },
    { name: 'sent', ...SMS, count: 40 },
    { name: 'sent', ...abroad, count: 16 },
    { name: 'sent', ...SMS, label: 'sign-in', count: 4 },
    { name: 'send-failed', ...abroad, label: 'balance', count: 2 },
    { name: 'send-unknown', ...abroad, count: 1 },
    { name: 'delivered', ...SMS, label: '', count: 36 },
    { name: 'verified', ...SMS, count: 30 },
    { name: 'verified', ...SMS, label: 'sign-in', count: 3 },
    { name: 'registered', country: 'CN', prefix: '+861761234', count: 27 },
    { name: 'spent', country: 'CN', sender: 'ccp', count: 22_000 },
    { name: 'spent', country: 'US', sender: 'twilio', count: 16_000 },
    { name: 'refused', label: 'too-frequent', country: 'CN', count: 9 },
    { name: 'refused', label: 'captcha-wrong', count: 15 },
    { name: 'breaker-opened', sender: 'twilio', country: 'US', count: 2 },
  );
}

describe('the figures of a small day', () => {
  test('are those that were counted, with the rates between them', async () => {
    await aSmallDay();
    const view = await figures({ period: '24h' });
    expect(stepsOf(view)).toEqual({
      pictures: 100,
      solved: 80,
      sent: 60,
      delivered: 36,
      verified: 33,
      registered: 27,
    });
    expect(ratesOf(view)).toEqual({
      pictures: null,
      solved: 0.8,
      sent: 0.75,
      delivered: 0.6,
      verified: 0.55,
      registered: 0.9, // of the 30 who entered a code to sign up
    });
    expect(view.refusals).toEqual([
      { label: 'captcha-wrong', count: 15 },
      { label: 'too-frequent', count: 9 },
    ]);
    expect(view.captchaFailures).toEqual([
      { label: 'wrong', count: 15 },
      { label: 'expired', count: 5 },
    ]);
  });

  test('are told apart by country, sender and prefix', async () => {
    await aSmallDay();
    const { countries, senders, prefixes } = await figures({ period: '24h' });
    expect(countries).toEqual([
      { name: 'CN', sent: 44, failed: 0, delivered: 36, verified: 33, spent: 2.2, openings: 0 },
      { name: 'US', sent: 16, failed: 3, delivered: 0, verified: 0, spent: 1.6, openings: 2 },
    ]);
    expect(senders.map(({ name, sent, spent }) => [name, sent, spent])).toEqual([
      ['ccp', 44, 2.2],
      ['twilio', 16, 1.6],
    ]);
    expect(prefixes.most.map(({ prefix, sent }) => [prefix, sent])).toEqual([
      ['+861761234', 44],
      ['+1212555', 16],
    ]);
    expect(prefixes.open[0]).toEqual({
      country: 'US',
      prefix: '+1212555',
      sent: 16,
      verified: 0,
    });
  });

  test.each([
    [{ country: 'US' }, { sent: 16, verified: 0, registered: 0 }],
    [{ sender: 'ccp' }, { sent: 44, verified: 33, registered: null }],
    [{ prefix: '0086 176-12' }, { sent: 44, verified: 33, registered: 27 }],
    [
      { prefix: '+121255', sender: 'ccp' },
      { sent: 0, verified: 0, registered: null },
    ],
  ])('can be asked of %o alone; what has none is not known', async (filter, expected) => {
    await aSmallDay();
    for (const period of ALL_PERIODS) {
      const view = await figures({ period, ...filter });
      expect(stepsOf(view)).toMatchObject({ pictures: null, solved: null, ...expected });
      const sent = view.prefixes.most.reduce((sum, each) => sum + each.sent, 0);
      expect(sent).toBe(expected.sent);
    }
  });

  test.each(ALL_PERIODS)(
    'of a prefix that two senders share are those of one (%s)',
    async (period) => {
      const other = { ...SMS, sender: 'twilio' };
      await count(at(0), { name: 'sent', ...SMS, count: 7 }, { name: 'sent', ...other, count: 50 });
      const { prefixes } = await figures({ period, sender: 'ccp' });
      expect(prefixes.most).toMatchObject([{ prefix: SMS.prefix, sent: 7 }]);
    },
  );

  test.each(['17612', '+86', '+86 17', 'CN'])('are refused of the prefix %s', async (prefix) => {
    expect((await refusalOf(figures({ period: '1h', prefix }))).reason).toBe('filter-prefix');
  });
});

describe('a period', () => {
  const EDGES = { '1h': -1, '6h': -6, '24h': -24, '7d': -7 * 24 - 12, '30d': -30 * 24 - 12 };

  test.each(Object.entries(EDGES))(
    'of %s begins with a whole hour or day, and not before',
    async (period, first) => {
      await count(at(first), { name: 'sent', ...SMS, count: 3 });
      await count(at(first - 1), { name: 'sent', ...SMS, count: 1_000 });
      await count(at(0), { name: 'sent', ...SMS, count: 4 });
      const view = await figures({ period: period as keyof typeof PERIODS });
      expect(stepsOf(view)).toMatchObject({ sent: 7 });
      expect(view.prefixes.most[0]).toMatchObject({ sent: 7 });
      expect(view.series[0]).toMatchObject({ start: at(first).getTime(), sent: 3 });
      expect(view.series.at(-1)).toMatchObject({ sent: 4 });
      expect(view.series).toHaveLength(PERIODS[period as keyof typeof PERIODS].steps + 1);
    },
  );

  test('has the last moment of an hour in that hour, and the first in the next', () => {
    const startsAt = (now: number) => spanOf('1h', now).starts.at(-1)?.getTime();
    expect(startsAt(NOON - 1)).toBe(NOON - HOUR);
    expect(startsAt(NOON)).toBe(NOON);
  });
});
