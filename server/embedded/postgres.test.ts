import * as fs from 'node:fs';
import path from 'node:path';
import postgres from 'postgres';
import { describe, expect, test, vi } from 'vitest';
import {
  answerOf,
  ask,
  empty,
  prepareFolders,
  settled,
  start,
  supervise,
} from '#e2e/support/embedded-postgres';
import { patience } from '#e2e/support/patience';

prepareFolders();

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

function unfinishedData() {
  const drafts = fs.readdirSync(empty).filter((name) => name.startsWith('draft-'));
  return drafts.filter((name) => fs.existsSync(path.join(empty, name, 'data/base')));
}
