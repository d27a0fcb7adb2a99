import { type SQL, sql } from 'drizzle-orm';
import { register } from 'prom-client';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { tallies } from '#db/schema';
import { StoreDown } from '#db/store-down';
import { useOwnDatabase } from '#e2e/support/own-database';
import { patience } from '../e2e/support/patience';
import { db } from './stores';
import { flushTallies, tally, timed } from './tally';

const HALF_PAST_NINE = Date.UTC(2026, 0, 5, 9, 30);
const NINE = new Date(Date.UTC(2026, 0, 5, 9));
const SENT = { country: 'CN', prefix: '+861761234', sender: 'ccp', label: 'registration' };

beforeAll(() => useOwnDatabase());
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: HALF_PAST_NINE });
  await flushTallies();
  await db().delete(tallies);
  register.resetMetrics();
});
afterEach(() => vi.useRealTimers());

const rows = () => db().select().from(tallies).orderBy(tallies.hour, tallies.label);

test('what happened is added up by the hour, in memory until it is flushed', async () => {
  for (let i = 0; i < 3; i++) tally('sent', SENT);
  expect(await rows()).toEqual([]);
  await flushTallies();
  tally('sent', { ...SENT, count: 4 });
  vi.setSystemTime(HALF_PAST_NINE + 3_600_000);
  tally('sent', SENT);
  await flushTallies();
  await flushTallies();
  expect(await rows()).toEqual([
    { hour: NINE, name: 'sent', ...SENT, count: 7 },
    { hour: new Date(+NINE + 3_600_000), name: 'sent', ...SENT, count: 1 },
  ]);
});

test('what is not known of it is empty', async () => {
  tally('proof');
  await flushTallies();
  const nothing = { country: '', prefix: '', sender: '', label: '' };
  expect(await rows()).toEqual([{ hour: NINE, name: 'proof', ...nothing, count: 1 }]);
});

test('Prometheus sees it at once, without the prefix, and money as money', async () => {
  tally('sent', SENT);
  tally('sent', { ...SENT, prefix: '+861769999' });
  tally('spent', { country: 'CN', sender: 'ccp', count: 550 });
  const text = await register.metrics();
  const labels = 'name="sent",country="CN",sender="ccp",label="registration"';
  expect(text).toContain(`gatehouse_events_total{${labels}} 2\n`);
  expect(text).toContain('gatehouse_sms_spent_total{country="CN",sender="ccp"} 0.055\n');
  expect(text).not.toContain('+8617');
});

test('how long something took is counted for both, also where it was refused', async () => {
  const clock = vi.spyOn(performance, 'now');
  const taking = (milliseconds: number) =>
    clock.mockReturnValueOnce(1_000).mockReturnValueOnce(1_000 + milliseconds);
  taking(7);
  expect(await timed('confirm', async () => 'answer')).toBe('answer');
  taking(10);
  await expect(timed('confirm', () => Promise.reject(new Error('no')))).rejects.toThrow('no');
  taking(5_001);
  await timed('confirm', async () => {});
  clock.mockRestore();
  await flushTallies();
  expect((await rows()).map(({ label, count }) => [label, count])).toEqual([
    ['confirm:10', 2],
    ['confirm:inf', 1],
  ]);
  const text = await register.metrics();
  expect(text).toContain('gatehouse_request_seconds_bucket{le="0.01",what="confirm"} 2\n');
  expect(text).toContain('gatehouse_request_seconds_count{what="confirm"} 3\n');
});

test('two processes that write the same counts at once lose none and never block each other', async () => {
  const names = Array.from({ length: 300 }, (_, i) => `+8617600${i}`);
  const other = globalThis as { gatehouseTallies?: object };
  const flushes = [names, names.toReversed(), names, names.toReversed()].map((order) => {
    other.gatehouseTallies = undefined; // as another process would begin
    for (const prefix of order) tally('sent', { ...SENT, prefix });
    return flushTallies();
  });
  await Promise.all(flushes);
  const [all] = await db().execute(
    sql`select count(*)::int as rows, sum(count)::int as sum from tallies`,
  );
  expect(all).toEqual({ rows: 300, sum: 1_200 });
});

test('what is counted during a flush is there after the next one', async () => {
  tally('proof');
  const flushing = flushTallies();
  tally('proof');
  await flushing;
  await flushTallies();
  expect((await rows()).map(({ count }) => count)).toEqual([2]);
});

test('on Vercel, where no clock runs between requests, it is written soon after it happened', async () => {
  vi.stubEnv('VERCEL', '1');
  for (let i = 0; i < 3; i++) tally('proof');
  vi.unstubAllEnvs();
  await vi.waitFor(async () => expect(await rows()).toMatchObject([{ count: 3 }]), patience);
});

describe('a PostgreSQL that is away', () => {
  const shared = globalThis as { gatehouseDb?: unknown };

  /** A database that `execute`s like this, until the work is done. */
  async function during(execute: (statement: SQL) => Promise<unknown>, work: () => Promise<void>) {
    const before = db();
    shared.gatehouseDb = { execute };
    await work();
    shared.gatehouseDb = before;
  }

  const refusing = (code: string) => async () => {
    throw new Error('Failed query', { cause: Object.assign(new Error(), { code }) });
  };

  test.each(['ECONNREFUSED', 'CONNECT_TIMEOUT', '57P03', '53300', '53100'])(
    '%s: the counts stay, grow, and are written once it is back',
    async (code) => {
      tally('sent', SENT);
      await during(refusing(code), flushTallies);
      tally('sent', SENT);
      await flushTallies();
      await flushTallies();
      expect((await rows()).map(({ count }) => count)).toEqual([2]);
    },
  );

  test('an answer that is lost after the work was done: nothing is counted twice', async () => {
    const database = db();
    const losing = async (statement: SQL) => {
      await database.execute(statement);
      throw new StoreDown('postgres', 'TIMEOUT');
    };
    tally('sent', SENT);
    await during(losing, flushTallies);
    await flushTallies();
    expect((await rows()).map(({ count }) => count)).toEqual([1]);
  });

  test('for long: memory stays small, sums stay right, only prefixes are lost', async () => {
    await during(refusing('ECONNREFUSED'), async () => {
      for (let i = 0; i < 11_000; i++) tally('sent', { ...SENT, prefix: `+86${i}` });
    });
    const { gatehouseTallies: kept } = globalThis as { gatehouseTallies?: { rows: object } };
    expect(kept?.rows).toHaveProperty('size', 10_001);
    await flushTallies();
    const [all] = await db().execute(
      sql`select count(*)::int as rows, sum(count)::int as sum from tallies`,
    );
    expect(all).toEqual({ rows: 10_001, sum: 11_000 });
    expect((await rows()).find(({ prefix }) => prefix === '')?.count).toBe(1_000);
  });
});
