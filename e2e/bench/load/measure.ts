import type { Contestant } from './contestant';
import { cpuSeconds } from './cpu';
import type { Results } from './load-generator';
import type { Stores } from './stores';

/** One contestant under one load. */
export interface Entry {
  name: string;
  contestant: Contestant;
  run(seconds: number): Promise<Results['pictures']>;
}

/** What one round of one entry came to; processor time is in ms for each thing done. */
export interface Figures {
  perSecond: number;
  cpu: number;
  postgresCpu: number;
  redisCpu: number;
  /** Of one core, from 0 to 1. */
  busy: number;
}

export type Measured = Map<string, Figures[]>;

/** What is compiled as it runs is fast after so many, or has had its chance after so long. */
const WARM_UP = { done: 2_000, runs: 15, secondsOfRun: 3 };

/**
 * Loads all entries in turn, `rounds` times, after each was warmed up; each round begins with another,
 * so that what else the machine does meets them all.
 */
export async function measureInTurn(
  entries: Entry[],
  stores: Stores,
  { rounds, seconds }: { rounds: number; seconds: number },
): Promise<Measured> {
  for (const entry of entries) await warmUp(entry);
  const measured: Measured = new Map(entries.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    const first = round % entries.length;
    for (const entry of [...entries.slice(first), ...entries.slice(0, first)]) {
      measured.get(entry.name)?.push(await measure(entry, stores, seconds));
    }
    console.error(`round ${round + 1} of ${rounds}`);
  }
  return measured;
}

async function warmUp({ run }: Entry): Promise<void> {
  let all = 0;
  for (let i = 0; i < WARM_UP.runs && all < WARM_UP.done; i++) {
    all += (await run(WARM_UP.secondsOfRun)).done;
  }
}

/** Not counted: another ran before, and left the processor's caches full of its own. */
const LEAD_SECONDS = 1;

async function measure({ contestant, run }: Entry, stores: Stores, seconds: number) {
  await run(LEAD_SECONDS);
  const pids = [contestant.pid, stores.postgresPid, stores.redisPid];
  const before = pids.map((pid) => cpuSeconds(pid));
  const { done, seconds: elapsed } = await run(seconds);
  const used = pids.map((pid, i) => cpuSeconds(pid) - (before[i] ?? 0));
  const [cpu = 0, postgresCpu = 0, redisCpu = 0] = used.map((each) => (1000 * each) / done);
  return { perSecond: done / elapsed, cpu, postgresCpu, redisCpu, busy: (used[0] ?? 0) / elapsed };
}

/** One figure of an entry in all rounds. */
export function figureOf(measured: Measured, name: string, figure: keyof Figures): number[] {
  return (measured.get(name) ?? []).map((each) => each[figure]);
}
