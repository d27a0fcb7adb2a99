import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, describe, expect, test } from 'vitest';
import { startPgbouncer } from '../e2e/support/pgbouncer';
import { startEmbeddedPostgres } from '../server/embedded/postgres';
import { migratePostgres, openPostgres } from './postgres';

const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-pgbouncer-'));
const server = await startEmbeddedPostgres({ folder, throwaway: true });
const pooler = await startPgbouncer(server.url);

afterAll(async () => {
  await pooler?.stop();
  await server.remove();
});

describe.skipIf(!pooler)('through PgBouncer in transaction mode', () => {
  const url = pooler?.url ?? '';

  test('the statements of many clients meet their own parameters and nobody else’s', async () => {
    const clients = Array.from({ length: 6 }, () => openPostgres(url));
    const [yes, word, id] = [sql`${true}::bool`, sql`${'a word'}::text`, sql`${ID}::uuid`];
    const statements = [sql`select 1 as n`, sql`select ${yes}, ${word}`, sql`select ${id}, ${id}`];
    for (let round = 0; round < 25; round++) {
      const asked = clients.flatMap((client) =>
        Array.from({ length: 24 }, (_, i) => client.execute(statements[(i + round) % 3] as never)),
      );
      await Promise.all(asked);
    }
  });

  test('several that migrate at once leave one set of tables', async () => {
    await Promise.all(Array.from({ length: 3 }, () => migratePostgres(url)));
    const tables = await openPostgres(url).execute(
      sql`select from pg_tables where tablename = 'users'`,
    );
    expect(tables).toHaveLength(1);
  });
});

const ID = '01a207bd-6d5b-77da-a2e7-90658b4b1de6';
