import postgres from 'postgres';
import { migratePostgres } from '../../db/postgres';

/** Test files with a store of their own; the number is a database of the shared Redis. */
const REDIS_DATABASES = { 'send-guard': 1, levers: 2, operator: 3 };

/**
 * Stores that no other test file shares, for what counts or stops everything. To be called before
 * any store is opened.
 */
export async function useOwnStores(name: keyof typeof REDIS_DATABASES): Promise<void> {
  process.env.DATABASE_URL = await createDatabase(name.replaceAll('-', '_'));
  const { REDIS_URL } = process.env;
  if (REDIS_URL) process.env.REDIS_URL = `${REDIS_URL}/${REDIS_DATABASES[name]}`;
}

async function createDatabase(name: string): Promise<string> {
  const url = new URL(process.env.DATABASE_URL ?? '');
  const client = postgres(String(url), { max: 1 });
  await client.unsafe(`CREATE DATABASE ${name}`);
  await client.end();
  url.pathname = name;
  await migratePostgres(String(url));
  return String(url);
}
