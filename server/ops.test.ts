import { type SQL, sql } from 'drizzle-orm';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sendLevers, tallies, tallyTotals } from '#db/schema';
import { useOwnStores } from '#e2e/support/own-stores';
import { send } from '#e2e/support/send-guard';
import { busyHours, count } from '#e2e/support/tallies';
import { refusalOf } from '#e2e/support/visitors';
import { figures, PERIODS, parseLever, pullLever } from './ops';
import { countsQuery } from './ops/counts';
import { spanOf } from './ops/period';
import { prefixesQuery } from './ops/prefixes';
import { db, kv } from './stores';

const NOON = Date.UTC(2026, 0, 5, 12);
const HOUR = 3_600_000;
const ALL_PERIODS = Object.keys(PERIODS) as (keyof typeof PERIODS)[];

const at = (hours: number) => new Date(NOON + hours * HOUR);
const SMS = { country: 'CN', prefix: '+861761234', sender: 'ccp', label: 'registration' };

beforeAll(() => useOwnStores('ops'));
beforeEach(async () => {
  await db().execute(sql`truncate tallies, send_levers`);
  await kv().exec(['FLUSHDB']);
  vi.useFakeTimers({ toFake: ['Date'], now: NOON + HOUR / 3 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

const stepsOf = ({ funnel }: Awaited<ReturnType<typeof figures>>) =>
  Object.fromEntries(funnel.map(({ name, count }) => [name, count]));
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
      { name: 'US', sent: 16, failed: 0, delivered: 0, verified: 0, spent: 1.6, openings: 2 },
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
      delivered: 0,
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

describe('the roll-ups', () => {
  test('follow what is added, added to, put right and deleted', async () => {
    const other = { ...SMS, prefix: '+861769999' };
    await count(at(0), { name: 'sent', ...SMS, count: 3 }, { name: 'sent', ...other, count: 4 });
    await count(at(0), { name: 'sent', ...SMS, count: 10 });
    await count(at(-24), { name: 'sent', ...SMS, count: 1 });
    expect(await totals()).toEqual([1, 17]);
    await db().update(tallies).set({ count: 2 }).where(sql`prefix = ${SMS.prefix} and count = 13`);
    expect(await totals()).toEqual([1, 6]);
    expect((await figures({ period: '7d' })).prefixes.most).toMatchObject([
      { prefix: other.prefix, sent: 4 },
      { prefix: SMS.prefix, sent: 3 },
    ]);
    await db().delete(tallies).where(sql`prefix = ${SMS.prefix}`);
    expect(await totals()).toEqual([4]);
    await db().execute(sql`truncate tallies`);
    expect(await totals()).toEqual([]);
  });

  test('lose nothing, and nobody has to wait for ever, where many count at once', async () => {
    const sms = (prefix: string, country: string) => ({
      ...SMS,
      name: 'sent',
      prefix,
      country,
      count: 1,
    });
    const pairs = Array.from(
      { length: 100 },
      (_, i) => [i, i % 2 ? 'CN' : 'US', i % 2 ? 'US' : 'CN'] as const,
    );
    await count(at(0), ...pairs.map(([i, , known]) => sms(`+8617${i}`, known)));
    // One total by a row that is new, the other by one that is not: the other way round each time.
    const work = pairs.map(([i, fresh, known]) =>
      count(at(0), sms(`+8618${i}`, fresh), sms(`+8617${i}`, known)),
    );
    await Promise.all(work);
    expect(stepsOf(await figures({ period: '1h' })).sent).toBe(300);
  });

  async function totals() {
    const rows = await db().select().from(tallyTotals).orderBy(tallyTotals.step, tallyTotals.start);
    const [hours, days] = (['hour', 'day'] as const).map((step) =>
      rows.filter((row) => row.step === step).map((row) => row.count),
    );
    expect(days).toEqual(hours); // all are of one hour of their day
    return hours;
  }
});

describe('many rows', () => {
  beforeEach(async () => {
    for (const day of [0, 2]) await db().execute(busyHours(at(0), 48, 450, 24 * day));
    await db().execute(sql`analyze tallies, tally_totals, prefix_days`);
  });

  test('are never read from end to end, whatever is asked', { timeout: 60_000 }, async () => {
    const filters = [{}, { country: 'CN' }, { prefix: '+861300' }, { sender: 'ccp' }];
    for (const period of ALL_PERIODS) {
      for (const filter of filters) {
        const span = spanOf(period, Date.now());
        for (const query of [countsQuery(span, filter), prefixesQuery(span, filter)]) {
          const plan = await planOf(query);
          expect(plan, `${period} ${JSON.stringify(filter)}`).not.toMatch(/Seq Scan on tallies/);
          if (/ tallies/.test(plan)) expect(plan).toMatch(/tallies\w*_(pk|index)/);
        }
      }
    }
  });

  async function planOf(query: SQL): Promise<string> {
    const rows = await db().execute(sql`explain ${query}`);
    return rows.map((row) => Object.values(row)[0]).join('\n');
  }
});

describe('the guard as it stands', () => {
  test('shows what the next SMS would find spent, and the budget an operator set', async () => {
    vi.stubEnv('SMS_PRICES', '*=0.05');
    vi.stubEnv('SMS_BUDGET', '25/1h 100/24h');
    await send();
    await send();
    expect((await figures({ period: '1h' })).guard.budgets).toEqual([
      { seconds: 3_600, max: 25, spent: 0.1, short: 20 },
      { seconds: 86_400, max: 100, spent: 0.1, short: 80 },
    ]);
    await pullLever({ act: 'budget', scope: 'budget', amounts: '50/1h 200/24h' }, 'user:ann');
    const { budgets, levers } = (await figures({ period: '1h' })).guard;
    expect(budgets.map(({ max }) => max)).toEqual([50, 200]);
    expect(levers).toMatchObject([{ name: 'budget', value: '50/1h 200/24h', setBy: 'user:ann' }]);
  });

  test('shows who is blocked, for as long as they are, until it is lifted', async () => {
    const until = NOON + HOUR;
    await kv().hset('guard_blocks_prefix_+861761234', { 1: until });
    await kv().hset('guard_blocks_country_US', { 1: NOON - 1 });
    const refused = { name: 'guard-refused', sender: 'ccp' };
    await count(
      at(-12),
      { ...refused, country: 'CN', prefix: '+861761234', label: 'prefix', count: 4 },
      { ...refused, country: 'US', prefix: '+1212555', label: 'country', count: 9 },
    );
    const blocks = async () => (await figures({ period: '1h' })).guard.blocks;
    const iso = new Date(until).toISOString();
    expect(await blocks()).toEqual([{ kind: 'prefix', id: '+861761234', until: iso }]);
    await pullLever({ act: 'lift', scope: '+86 176 1234' }, 'user:ann');
    expect(await blocks()).toEqual([]);
  });
});

describe('a lever', () => {
  test('acts on the guard, can be taken back, and both are in the journal', async () => {
    await send();
    await pullLever({ act: 'stop', scope: 'cn' }, 'user:ann');
    expect((await refusalOf(send())).reason).toBe('too-frequent');
    await pullLever({ act: 'resume', scope: 'CN' }, 'user:ben');
    await send();
    const { journal } = await figures({ period: '1h' });
    expect(journal.slice(0, 2)).toMatchObject([
      { actor: 'user:ben', action: 'lever-lifted', details: { name: 'CN' } },
      { actor: 'user:ann', action: 'lever-set', details: { name: 'CN', value: 'stop' } },
    ]);
  });

  test('is understood in any usual writing', () => {
    expect(parseLever({ act: 'stop', scope: ' ｃn ' })).toMatchObject({
      kind: 'country',
      scope: 'CN',
    });
    expect(parseLever({ act: 'allow', scope: '0086 176-12' })).toMatchObject({ scope: '+8617612' });
    expect(
      parseLever({ act: 'budget', scope: 'budget', amounts: ' 25/1h 100/24h ' }),
    ).toMatchObject({ amounts: '25/1h 100/24h' });
  });

  test.each([
    ['stop', 'China', undefined, 'lever-scope'],
    ['stop', '17612', undefined, 'lever-scope'],
    ['stop', 'budget', undefined, 'lever-scope'],
    ['allow', 'CN', undefined, 'lever-scope'],
    ['allow', 'all', undefined, 'lever-scope'],
    ['lift', 'all', undefined, 'lever-scope'],
    ['budget', 'CN', '25/1h 100/24h', 'lever-scope'],
    ['budget', 'budget', '25', 'lever-budget'],
    ['budget', 'budget', undefined, 'lever-budget'],
  ] as const)(
    'mistyped (%s %s %s) is refused and changes nothing',
    async (act, scope, amounts, reason) => {
      const before = (await figures({ period: '1h' })).journal;
      const pulled = pullLever({ act, scope, amounts }, 'user:ann');
      expect((await refusalOf(pulled)).reason).toBe(reason);
      expect(await db().select().from(sendLevers)).toEqual([]);
      expect((await figures({ period: '1h' })).journal).toEqual(before);
    },
  );
});
