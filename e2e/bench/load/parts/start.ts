import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../../support/ports';
import { gatehouse } from '../contestants';
import { memoryOf, processTree } from '../cpu';
import type { Bench } from '../load';
import { spread, table, verdict } from '../table';

const root = path.join(import.meta.dirname, '../../../..');

/** From the command to the first page, and what memory the server then has. */
export async function benchStart(bench: Bench): Promise<string> {
  await bench.around.stores.database('gatehouse');
  await secondsToStart(bench); // its tables, and what the kernel keeps of its files
  await secondsOfDevelopment(); // what it compiles stays
  const [starts, developments]: [number[], number[]] = [[], []];
  for (let round = 0; round < bench.rounds; round++) {
    starts.push(await secondsToStart(bench));
    developments.push(await secondsOfDevelopment());
    console.error(`round ${round + 1} of ${bench.rounds}`);
  }
  const rows = [
    ['`npm start` to the page', spread(starts), verdict(starts, { most: 2 })],
    ['second `npm run dev` to the page', spread(developments), verdict(developments, { most: 6 })],
  ];
  return `${table([['', 'seconds', ''], ...rows])}\n\n${await reportOfMemory(bench)}`;
}

async function secondsToStart({ around }: Bench): Promise<number> {
  const startedAt = performance.now();
  const server = await gatehouse(around);
  await untilPage(server.url);
  const seconds = (performance.now() - startedAt) / 1000;
  await server.stop();
  return seconds;
}

async function secondsOfDevelopment(): Promise<number> {
  const port = await freePort();
  const { PATH, HOME } = process.env;
  const startedAt = performance.now();
  const child = spawn('npm', ['run', 'dev'], {
    cwd: root,
    env: { PATH, HOME, PORT: String(port), NODE_ENV: 'development', NEXT_TELEMETRY_DISABLED: '1' },
    stdio: 'ignore',
    detached: true,
  });
  await untilPage(`http://127.0.0.1:${port}`);
  const seconds = (performance.now() - startedAt) / 1000;
  const ended = once(child, 'exit');
  process.kill(-(child.pid as number), 'SIGTERM'); // npm and all it started
  await ended;
  return seconds;
}

async function untilPage(url: string): Promise<void> {
  while ((await fetch(`${url}/register`).catch(() => undefined))?.status !== 200) {
    await setTimeout(20);
  }
}

/** After enough sign-ups that everything was used, and its code compiled. */
async function reportOfMemory({ around, load, seconds }: Bench): Promise<string> {
  const rows: string[][] = [];
  for (const workers of ['1', '2']) {
    const server = await gatehouse(around, { WORKERS: workers });
    const job = { url: server.url, connections: 8 };
    await load.ask('sign-ups', { ...job, who: 'gatehouse', seconds: 2 * seconds });
    for (const pid of processTree(server.pid)) rows.push([workers, ...memoryRow(pid)]);
    await server.stop();
  }
  return table([['WORKERS', 'process', 'resident, MB', 'proportional share, MB'], ...rows]);
}

function memoryRow(pid: number): string[] {
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  const { residentBytes, proportionalBytes } = memoryOf(pid);
  const megabytes = (bytes: number) => (bytes / 1e6).toFixed(0);
  return [
    command.replace(process.execPath, 'node'),
    megabytes(residentBytes),
    megabytes(proportionalBytes),
  ];
}
