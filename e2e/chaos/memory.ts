import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Server } from '../support/server';
import { until } from './until';

/** Has the product collect its garbage when it gets a signal; else it knows nothing of it. */
export const MEASURABLE = {
  NODE_OPTIONS: `--require=${path.resolve('e2e/chaos/collect-garbage.cjs')}`,
};

/** What was let go is given back to the system a little later. */
const SAMPLES = { least: 6, most: 40 };
const BETWEEN_MILLISECONDS = 250;

/**
 * Bytes of memory that the product's processes hold, shared ones split among them (PSS): the least
 * of several samples after their garbage was collected. Of a product that is asked nothing now, and
 * gets up to 10 s to come down to `enough`.
 */
export async function memoryOf(server: Server, enough = Number.POSITIVE_INFINITY): Promise<number> {
  const { least, most } = SAMPLES;
  let found = Number.POSITIVE_INFINITY;
  for (let i = 0; i < least || (i < most && found > enough); i++) {
    if (i > 0) await setTimeout(BETWEEN_MILLISECONDS);
    await collectGarbage(server);
    found = Math.min(found, pssOf(processTree(server.process.pid as number)));
  }
  return found;
}

/** A process and all that descend from it. */
export function processTree(pid: number): number[] {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean),
  );
  return [pid, ...children.map(Number).flatMap(processTree)];
}

async function collectGarbage(server: Server): Promise<void> {
  const pids = processTree(server.process.pid as number);
  const seen = server.output().length;
  for (const pid of pids) process.kill(pid, 'SIGUSR2');
  const isDone = (pid: number) => server.output().includes(`collected ${pid}\n`, seen);
  await until('garbage is collected', () => pids.every(isDone));
}

function pssOf(pids: number[]): number {
  const kilobytes = pids.map((pid) => {
    const [, pss] =
      /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')) ?? [];
    return Number(pss);
  });
  return kilobytes.reduce((sum, each) => sum + each, 0) * 1024;
}
