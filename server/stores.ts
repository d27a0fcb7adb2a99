import { setTimeout } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { type Kv, type KvLocation, openKv } from '#db/kv';
import { type Db, openPostgres } from '#db/postgres';
import type { StoreName } from '#db/store-down';
import { env } from './env';
import { watchDb, watchKv } from './stores/watch';

/** One of each per process. Module state is not shared between Next's bundles; `globalThis` is. */
const open = globalThis as { gatehouseKv?: Kv; gatehouseDb?: Db };

/** The key-value store: codes and counters. */
export function kv(): Kv {
  open.gatehouseKv ??= watchKv(openKv(kvLocation()));
  return open.gatehouseKv;
}

/** PostgreSQL: users, sessions, messages. */
export function db(): Db {
  const { DATABASE_URL } = env();
  if (!DATABASE_URL) throw new Error('DATABASE_URL is not set and no embedded PostgreSQL runs');
  open.gatehouseDb ??= watchDb(openPostgres(DATABASE_URL));
  return open.gatehouseDb;
}

/** The stores that do not answer now. */
export async function storesDown(): Promise<StoreName[]> {
  const [postgres, keyValue] = await Promise.allSettled([
    withinDeadline(db().execute(sql`select 1`)),
    withinDeadline(kv().ping()),
  ]);
  const down: StoreName[] = [];
  if (postgres.status === 'rejected') down.push('postgres');
  if (keyValue.status === 'rejected') down.push('kv');
  return down;
}

function kvLocation(): KvLocation {
  const { KV_REST_API_URL, KV_REST_API_TOKEN = '', REDIS_CLUSTER_URLS, REDIS_URL } = env();
  if (KV_REST_API_URL) return { restUrl: KV_REST_API_URL, restToken: KV_REST_API_TOKEN };
  if (REDIS_CLUSTER_URLS) return { clusterUrls: REDIS_CLUSTER_URLS };
  if (REDIS_URL) return { redisUrl: REDIS_URL };
  return 'embedded';
}

/** How long /healthz waits for a store that hangs. */
const HEALTH_DEADLINE_MILLISECONDS = 3_000;

function withinDeadline<T>(work: Promise<T>): Promise<T> {
  const late = setTimeout(HEALTH_DEADLINE_MILLISECONDS, undefined, { ref: false }).then(() => {
    throw new Error('late');
  });
  return Promise.race([work, late]);
}
