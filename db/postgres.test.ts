import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { patience } from '../e2e/support/patience';
import { freePort } from '../e2e/support/ports';
import { errorOf } from '../e2e/support/promises';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../server/embedded/postgres';
import { type Db, openPostgres } from './postgres';
import { storeDown } from './store-down';

let start: () => Promise<EmbeddedPostgres>;
let server: EmbeddedPostgres;
/** The pool under test, and one that looks on. */
let db: Db;
let other: Db;

beforeAll(async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-postgres-'));
  start = () => startEmbeddedPostgres({ folder, throwaway: true });
  server = await start();
  db = openPostgres(server.url);
  other = openPostgres(server.url);
  await other.execute(sql`create table words (word text unique)`);
});

afterAll(() => server.remove());

describe('PostgreSQL is told to be down', () => {
  test('where nobody listens', async () => {
    await expectDown(ask(openPostgres(urlOn(await freePort()))));
  });

  test('where a server takes connections and never answers', async () => {
    const mute = await listen(() => {});
    await expectDown(ask(openPostgres(urlOn(mute))));
  });

  test('when the connection is ended during a query, and then works', async () => {
    const { query, pid } = await startSlowQuery();
    await terminate(pid);
    await expectDown(query);
    await expectWork(db);
  });

  test('when it is stopped during a query, and works when it is started again', async () => {
    const { query } = await startSlowQuery();
    await server.stop();
    await expectDown(query);
    await expectDown(ask(db));
    server = await start();
    await expectWork(db);
  });

  test('for as long as it is away, and no longer', async () => {
    await server.stop();
    for (let n = 0; n < 30; n += 1) await expectDown(ask(db));
    server = await start();
    await expectWork(db, 2_000);
  });

  test('when it hangs, however many ask, and works when it goes on', async () => {
    await expectWork(db);
    const resume = await suspendAll();
    try {
      await Promise.all(Array.from({ length: 30 }, () => expectDown(ask(db))));
    } finally {
      resume();
    }
    await expectWork(db);
  });

  test('when its disk is full, it has no memory left, or it takes no writes', async () => {
    for (const code of ['53100', '53200', '58030', '25006']) {
      const raise = `do $$ begin raise exception 'said' using errcode = '${code}'; end $$`;
      await expectDown(db.execute(sql.raw(raise)));
    }
  });

  test('but not where a row is there already', async () => {
    const word = randomUUID();
    await insert(db, word);
    const error = await errorOf(insert(db, word));
    expect(error).toMatchObject({ cause: { code: '23505' } });
    expect(storeDown(error)).toBeUndefined();
  });

  test('nor where a statement makes no sense', async () => {
    const error = await errorOf(db.execute(sql`selct 1`));
    expect(error).toMatchObject({ cause: { code: '42601' } });
    expect(storeDown(error)).toBeUndefined();
  });
});

test('a new connection is asked nothing of its own, the failure of which nobody could catch', async () => {
  let said = '';
  const line = await listen((near) => {
    near.on('data', (chunk) => {
      said += chunk;
    });
    near.pipe(connect(Number(new URL(server.url).port), '127.0.0.1')).pipe(near);
  });
  await ask(openPostgres(urlOn(line)));
  expect(said).toContain('select 1');
  expect(said).not.toContain('pg_catalog');
});

type Queryable = Pick<Db, 'execute'>;

function urlOn(port: number): string {
  return String(Object.assign(new URL(server.url), { port }));
}

/** Takes connections until this process ends. */
async function listen(take: (socket: Socket) => void): Promise<number> {
  const listening = createServer(take).listen(0, '127.0.0.1').unref();
  await once(listening, 'listening');
  return (listening.address() as AddressInfo).port;
}

function ask(on: Queryable): Promise<unknown> {
  return on.execute(sql`select 1`).then(() => {});
}

function insert(on: Queryable, word: string): Promise<unknown> {
  return on.execute(sql`insert into words values (${word})`).then(() => {});
}

async function terminate(pid: number): Promise<void> {
  await other.execute(sql`select pg_terminate_backend(${pid}::int)`);
}

/** Stops every process that serves a connection, as a machine that swaps does. */
async function suspendAll(): Promise<() => void> {
  const rows = await other.execute<{ pid: number }>(sql`
    select pid from pg_stat_activity where backend_type = 'client backend'`);
  const signal = (name: NodeJS.Signals) => {
    for (const { pid } of rows) process.kill(Number(pid), name);
  };
  signal('SIGSTOP');
  return () => signal('SIGCONT');
}

async function startSlowQuery() {
  const query = db.execute(sql`select pg_sleep(60)`).then(() => {});
  query.catch(() => {}); // awaited later
  const running = sql`select pid from pg_stat_activity where query = 'select pg_sleep(60)'`;
  const pid = await vi.waitFor(async () => {
    const [row] = await other.execute<{ pid: number }>(running);
    return row?.pid ?? expect.fail('not yet');
  }, patience);
  return { query, pid };
}

async function expectDown(query: Promise<unknown>): Promise<void> {
  expect(storeDown(await errorOf(query))).toBe('postgres');
}

/** All connections of the pool: one that was cut may still have to tell so once. */
async function expectWork(pool: Db, timeout = patience.timeout): Promise<void> {
  const all = () => Promise.all(Array.from({ length: 10 }, () => ask(pool)));
  await vi.waitFor(all, { timeout, interval: 20 });
}
