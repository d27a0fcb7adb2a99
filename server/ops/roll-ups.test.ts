import { type SQL, sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test } from 'vitest';
import { tallies, tallyTotals } from '#db/schema';
import { at, SMS, startAfterNoon, stepsOf } from '#e2e/support/ops';
import { busyHours, count } from '#e2e/support/tallies';
import { figures, PERIODS } from '../ops';
import { db } from '../stores';
import { countsQuery } from './counts';
import { spanOf } from './period';
import { prefixesQuery } from './prefixes';

const ALL_PERIODS = Object.keys(PERIODS) as (keyof typeof PERIODS)[];

startAfterNoon('ops-roll-ups');

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
