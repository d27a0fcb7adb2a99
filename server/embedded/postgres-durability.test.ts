import path from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import {
  ask,
  linesOf,
  node,
  parts,
  prepareFolders,
  settled,
  start,
} from '#e2e/support/embedded-postgres';
import { isAlive } from '#e2e/support/is-alive';
import { patience } from '#e2e/support/patience';
import type { EmbeddedPostgres } from './postgres';

prepareFolders();

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
