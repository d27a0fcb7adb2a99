import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { sql } from 'drizzle-orm';
import postgres from 'postgres';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import { patience } from '../e2e/support/patience';
import { freePort } from '../e2e/support/ports';
import { errorOf, gate } from '../e2e/support/promises';
import journal from './migrations/meta/_journal.json';
import { type Db, migratePostgres, openPostgres } from './postgres';
import { storeDown } from './store-down';

let url: string;
let database: Db;

beforeAll(async () => {
  const name = `fresh_${randomUUID()}`;
  await openPostgres(urlWith({})).execute(sql`create database ${sql.identifier(name)}`);
  url = urlWith({ pathname: name });
  database = openPostgres(url);
});

describe('migrations', () => {
  test('of two processes that start at once on an empty database both succeed, and are done once', async () => {
    const release = await holdBackMigrations();
    const processes = [migrateInProcess(url), migrateInProcess(url)];
    await vi.waitFor(async () => expect(await countWaiting()).toBe(2), patience);
    release();
    expect(await Promise.all(processes)).toEqual([0, 0]);
    await expectMigratedOnce();

    await migratePostgres(url);
    await expectMigratedOnce();
  });

  test('reject while the database is away', async () => {
    const error = await errorOf(migratePostgres(urlWith({ port: await freePort() })));
    expect(storeDown(error)).toBe('postgres');
  });
});

test('sessions from before they had ids get one each, and when they were last renewed', async () => {
  const name = `old_${randomUUID()}`;
  await database.execute(sql`create database ${sql.identifier(name)}`);
  const old = openPostgres(urlWith({ pathname: name }));
  await applyTo(old, '0000_start');
  await applyTo(old, '0001_sms_attempts');
  await old.execute(sql`insert into users values (gen_random_uuid(), '+8617612345678', 'none')`);
  await old.execute(sql`
    insert into sessions select kind, users.id, now() - interval '20 days', now() + ends
    from users, (values ('renewed', interval '27 days'), ('new', interval '10 days')) as t(kind, ends)`);
  await applyTo(old, '0002_account');
  const rows = await old.execute<{ id: string; token_hash: string; days: number }>(sql`
    select *, round(extract(epoch from now() - last_seen_at) / 86400)::int as days
    from sessions order by token_hash`);
  expect(rows.map(({ token_hash, days }) => [token_hash, days])).toEqual([
    ['new', 20],
    ['renewed', 3],
  ]);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(2);
});

async function applyTo(old: Db, tag: string): Promise<void> {
  const statements = readFileSync(`db/migrations/${tag}.sql`, 'utf8');
  for (const statement of statements.split('--> statement-breakpoint')) {
    await old.execute(sql.raw(statement));
  }
}

/** Until released, whoever migrates the database waits, whether first in the queue or not. */
async function holdBackMigrations(): Promise<() => void> {
  const [held, released] = [gate(), gate()];
  const holding = postgres(url, { max: 1 }).begin(async (transaction) => {
    await transaction`create schema drizzle`;
    held.open();
    await released.opened;
    throw new Error('rolled back');
  });
  holding.catch(() => {}); // that it is rolled back
  await held.opened;
  return released.open;
}

async function migrateInProcess(url: string): Promise<number> {
  const program = `
    import { migratePostgres } from './db/postgres.ts';
    await migratePostgres(process.argv[1]);`;
  const args = ['--import', 'tsx', '--input-type=module', '--eval', program, url];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'exit');
  return code;
}

async function countWaiting(): Promise<number> {
  const waiting = await database.execute(sql`
    select from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`);
  return waiting.length;
}

async function expectMigratedOnce(): Promise<void> {
  const done = await database.execute(sql`select hash from drizzle.__drizzle_migrations`);
  expect(done).toHaveLength(journal.entries.length);
  const tables = await database.execute<{ name: string }>(sql`
    select table_name as name from information_schema.tables where table_schema = 'public'`);
  expect(tables.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['users', 'sessions', 'sms_messages', 'send_levers', 'send_decisions']),
  );
}

function urlWith(parts: { port?: number; pathname?: string }): string {
  return String(Object.assign(new URL(process.env.DATABASE_URL ?? ''), parts));
}
