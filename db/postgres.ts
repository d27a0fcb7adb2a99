import path from 'node:path';
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import { StoreDown } from './store-down';

/** Has no transactions: see `openPostgres`. */
export type Db = Omit<PostgresJsDatabase, 'transaction'> & { $client: Sql };

/** Any number, the same in every version: who holds it migrates. */
const MIGRATION_LOCK = 7_046_231;

/** Before a connection that failed is tried again; the driver's own pauses grow to 20 s. */
const RECONNECT_SECONDS = 0.1;

/** No statement may take longer: a visitor is waiting. */
const TIMEOUT_MILLISECONDS = 5_000;

/**
 * Opens a pool on `url`. Statements on a database that is away or hangs reject, and work again as
 * soon as it does. No transactions: postgres.js 3.4.9 throws where nobody can catch it, and so ends
 * the process, when the connection of one is lost.
 */
export function openPostgres(url: string): Db {
  return drizzle({ client: withDeadline(connect(url, ONE_AT_A_TIME)) });
}

/**
 * Brings the tables up to date. Of processes that start together one works, the others wait. The
 * lock ends with its transaction, so it also holds behind a pooler that hands connections round.
 */
export async function migratePostgres(url: string): Promise<void> {
  const [lock, work] = [connect(url, { max: 1 }), connect(url, { max: 1 })];
  const migrationsFolder = path.join(process.cwd(), 'db/migrations');
  try {
    await lock.begin(async (transaction) => {
      await transaction`select pg_advisory_xact_lock(${MIGRATION_LOCK})`;
      await migrate(drizzle({ client: work }), { migrationsFolder });
    });
  } finally {
    await Promise.all([lock.end({ timeout: 5 }), work.end({ timeout: 5 })]);
  }
}

function connect(url: string, options: { max?: number; max_pipeline?: number }): Sql {
  return postgres(url, {
    ...options,
    connect_timeout: 5,
    backoff: () => RECONNECT_SECONDS,
    // The driver's own question on each new connection; nobody could catch its failure.
    fetch_types: false,
    onnotice: () => {},
  });
}

/**
 * PgBouncer before 1.21 gives a connection to another client with the answer to one statement, though
 * the driver has begun to describe the next one on it. With this option, which the driver's types
 * leave out, there are no transactions either.
 */
const ONE_AT_A_TIME = { max_pipeline: 0 };

/**
 * Statements are prepared once for a connection, unless the URL says `prepare=false`. The answer to
 * one may still come after its time; then nobody waits for it.
 */
function withDeadline(client: Sql): Sql {
  const send = client.unsafe.bind(client);
  client.unsafe = <Rows extends object[]>(...[text, values]: Parameters<typeof send>) => {
    const query = send<Rows>(text, values, { prepare: true });
    const giveUp = () => rejectQuery(query, new StoreDown('postgres', 'TIMEOUT'));
    const deadline = setTimeout(giveUp, TIMEOUT_MILLISECONDS).unref();
    const settled = () => clearTimeout(deadline);
    query.then(settled, settled);
    return query;
  };
  return client;
}

/** The driver's types leave out that a query can be rejected from outside. */
function rejectQuery(query: object, error: Error): void {
  (query as { reject(error: Error): void }).reject(error);
}
