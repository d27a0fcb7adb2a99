import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { migratePostgres, openPostgres } from '../../db/postgres';

/**
 * Makes a migrated database that no other test file uses the one of this process, and returns its
 * URL: for what is said to all. Before anything else has asked for one.
 */
export async function useOwnDatabase(): Promise<string> {
  const shared = process.env.DATABASE_URL ?? '';
  const name = `own_${randomUUID()}`;
  await openPostgres(shared).execute(sql`create database ${sql.identifier(name)}`);
  const url = String(Object.assign(new URL(shared), { pathname: name }));
  await migratePostgres(url);
  process.env.DATABASE_URL = url;
  return url;
}
