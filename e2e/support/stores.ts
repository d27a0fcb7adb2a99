import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { migratePostgres } from '../../db/postgres';
import { startEmbeddedPostgres } from '../../server/embedded/postgres';
import { startPgbouncer } from './pgbouncer';
import { startRedis } from './redis';

/**
 * Vitest calls this once: a real PostgreSQL, migrated, through a pooler in transaction mode where
 * there is one, and a real Redis where there is one. All test files share them, so each makes its own
 * mobiles, addresses and ids.
 */
export default async function startStores(): Promise<() => Promise<void>> {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-postgres-'));
  const postgres = await startEmbeddedPostgres({ folder, throwaway: true });
  const pooler = await startPgbouncer(postgres.url);
  const redis = await startRedis();
  const url = pooler?.url ?? postgres.url;
  await migratePostgres(url);
  process.env.DATABASE_URL = url;
  if (redis) process.env.REDIS_URL = redis.url;
  return async () => {
    await redis?.stop();
    await pooler?.stop();
    await postgres.remove();
  };
}
