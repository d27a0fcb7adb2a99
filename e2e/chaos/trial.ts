import { isAlive } from '../support/is-alive';
import { isRegistered, type Size } from './fault';
import { FAULTS } from './faults';
import { Journal } from './journal';
import { Load } from './load';
import { memoryOf } from './memory';
import { PROMISES, type Trial } from './promises';
import { until } from './until';
import type { World } from './world';

const AT_ONCE = { short: 4, long: 6 };

/** Until people are through before and after a fault. */
const REGISTERED = { short: 2, long: 4 };

const MEBIBYTE = 2 ** 20;

/** No more memory than this part more than before. */
const MEMORY_GROWTH = 0.1;

export interface Result extends Trial {
  name: string;
  /** What broke each promise; empty where it was kept. */
  broken: Record<string, string[]>;
  /** Bytes, in the long form. */
  memory?: { before: number; after: number };
}

/**
 * Tries one fault: people sign up before it, while it is on and after it, and then every promise is
 * looked at. Rejects where the fault itself could not be had.
 */
export async function tryFault(world: World, name: string, size: Size): Promise<Result> {
  const fault = FAULTS[name];
  if (!fault)
    throw new Error(`There is no fault ${name}; there are ${Object.keys(FAULTS).join(' ')}`);
  const journal = new Journal();
  const { server } = world;
  const before = size === 'long' ? await memoryOf(server) : 0;
  const [logFrom, workersBefore] = [server.output().length, server.workers().filter(isAlive)];
  const load = new Load(world, journal, AT_ONCE[size]);
  const hear =
    (from: number) => (count: number, what: string, test: Parameters<Journal['count']>[0]) =>
      until(
        what,
        () => journal.count((entry) => entry.begunAt >= from && test(entry)) >= count,
        60_000,
      );

  await hear(0)(REGISTERED[size], 'people are registered before it', isRegistered);
  const scene = { world, journal, size, heard: hear(performance.now()) };
  const end = await fault.begin(scene);
  const from = performance.now();
  await fault.lasts(scene);
  const to = performance.now();
  await end();
  const endedAt = performance.now();
  await hear(endedAt)(REGISTERED[size], 'people are registered after it', isRegistered);
  await load.stop();

  const recoverySeconds = recoveryOf(journal, endedAt);
  const log = server.output().slice(logFrom);
  const trial = { world, fault, journal, on: { from, to }, recoverySeconds, log, workersBefore };
  const broken: Record<string, string[]> = {};
  for (const [promise, isBroken] of Object.entries(PROMISES))
    broken[promise] = await isBroken(trial);
  if (size === 'short') return { ...trial, name, broken };
  const memory = { before, after: await memoryOf(server, before * (1 + MEMORY_GROWTH)) };
  broken['memory is back within 10 %'] = growthIn(memory);
  return { ...trial, name, broken, memory };
}

/**
 * Until when those who began after the fault still heard that something was away. Machines are slow in
 * different ways; how long a sign-up takes says more of them than of us.
 */
function recoveryOf(journal: Journal, endedAt: number): number {
  const failed = journal.entries.filter(
    ({ begunAt, status }) => begunAt > endedAt && (status === 0 || status >= 500),
  );
  const last = Math.max(endedAt, ...failed.map((entry) => entry.endedAt));
  return (last - endedAt) / 1000;
}

function growthIn({ before, after }: { before: number; after: number }): string[] {
  if (after <= before * (1 + MEMORY_GROWTH)) return [];
  const [was, is] = [before, after].map((bytes) => Math.round(bytes / MEBIBYTE));
  return [`${was} MiB became ${is} MiB`];
}
