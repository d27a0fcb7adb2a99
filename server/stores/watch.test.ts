import { sql } from 'drizzle-orm';
import { register } from 'prom-client';
import { beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '#e2e/support/ports';
import { errorOf } from '#e2e/support/promises';
import { db, kv } from '../stores';

const shared = globalThis as { gatehouseKv?: unknown; gatehouseDb?: unknown };

beforeEach(() => {
  [shared.gatehouseKv, shared.gatehouseDb] = [undefined, undefined];
  register.resetMetrics();
});

const failures = async (store: string) =>
  (await register.metrics()).match(`gatehouse_store_failures_total{store="${store}"} (\\d+)`)?.[1];

test('a store that does not answer is counted, each request once; one that does is not', async () => {
  await kv().get('nothing');
  await db().execute(sql`select 1`);
  expect([await failures('kv'), await failures('postgres')]).toEqual([undefined, undefined]);
  [shared.gatehouseKv, shared.gatehouseDb] = [undefined, undefined];
  vi.stubEnv('REDIS_URL', `redis://127.0.0.1:${await freePort()}`);
  vi.stubEnv('DATABASE_URL', `postgres://nobody@127.0.0.1:${await freePort()}/none`);
  await errorOf(kv().get('nothing'));
  await errorOf(kv().multi().get('nothing').get('either').exec());
  await errorOf(db().execute(sql`select 1`));
  vi.unstubAllEnvs();
  expect([await failures('kv'), await failures('postgres')]).toEqual(['2', '1']);
});

test('what a statement itself did wrong is no failure of the store', async () => {
  await errorOf(db().execute(sql`select nonsense`));
  expect(await failures('postgres')).toBeUndefined();
});
