import path from 'node:path';
import { drizzle } from 'drizzle-orm/postgres-js';
import { migrate } from 'drizzle-orm/postgres-js/migrator';
import postgres, { type Sql } from 'postgres';
import { StoreDown } from './store-down';

export type Db = ReturnType<typeof openPostgres>;

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
export function openPostgres(url: string) {
  return drizzle({ client: withDeadline(connect(url)) });
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

function connect(url: string, options?: { max: number }): Sql {
  return postgres(url, {
    ...options,
    connect_timeout: 5,
    backoff: () => RECONNECT_SECONDS,
    // The driver's own question on each new connection; nobody could catch its failure.
    fetch_types: false,
    onnotice: () => {},
  });
}

/** The answer to a statement may still come after its time; then nobody waits for it. */
function withDeadline(client: Sql): Sql {
  const send = client.unsafe.bind(client);
  client.unsafe = <Rows extends object[]>(...statement: Parameters<typeof send>) => {
    const query = send<Rows>(...statement);
    const giveUp = () => rejectQuery(query, new StoreDown('postgres', 'TIMEOUT'));
    setTimeout(giveUp, TIMEOUT_MILLISECONDS).unref();
    return query;
  };
  return client;
}

/** The driver's types leave out that a query can be rejected from outside. */
function rejectQuery(query: object, error: Error): void {
  (query as { reject(error: Error): void }).reject(error);
}
