import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';
import * as schema from './schema';

export type Db = ReturnType<typeof openPostgres>;

/** Any number, the same in every version: who holds it migrates. */
const MIGRATION_LOCK = 7_046_231;

/** Opens a pool on `url`. Queries on a database that is away reject; they connect again later. */
export function openPostgres(url: string) {
  const client = postgres(url, { connect_timeout: 5, onnotice: () => {} });
  return drizzle({ client, schema });
}

/** Brings the tables up to date. Of processes that start together one works, the others wait. */
export async function migratePostgres(url: string): Promise<void> {
  const client = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} });
  try {
    await client`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migrate(drizzle({ client }), {
      migrationsFolder: path.join(process.cwd(), 'db/migrations'),
    });
  } finally {
    await client.end({ timeout: 5 });
  }
}
