import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';

/** What the kernel counts in: USER_HZ, 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** A line of /proc/PID/stat, as far as we read it. */
interface Stat {
  pid: number;
  parent: number;
  /** Of all its threads, and of its children that have ended. */
  cpuSeconds: number;
}

/** Processor seconds so far of these processes, all their children and all threads of them. */
export function cpuSeconds(...roots: number[]): number {
  const stats = readStats();
  const tree = treeOf(stats, roots);
  return tree.reduce((sum, each) => sum + each.cpuSeconds, 0);
}

/** These processes and all their children, parents first. */
export function processTree(...roots: number[]): number[] {
  return treeOf(readStats(), roots).map(({ pid }) => pid);
}

/** Until a process and its children do next to nothing for a second. */
export async function untilAtRest(pid: number): Promise<void> {
  let before = 0;
  for (let now = cpuSeconds(pid); now - before > 0.02; now = cpuSeconds(pid)) {
    before = now;
    await setTimeout(1_000);
  }
}

/** What memory a process has in bytes: resident, and its fair share of what it has in common. */
export function memoryOf(pid: number): { residentBytes: number; proportionalBytes: number } {
  const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  const bytes = (name: string) =>
    1024 * Number(new RegExp(`^${name}: +(\\d+) kB`, 'm').exec(rollup)?.[1]);
  return { residentBytes: bytes('Rss'), proportionalBytes: bytes('Pss') };
}

/** Reads a line of /proc/PID/stat; a program may have any name, even one of parentheses. */
export function parseStat(line: string): Stat {
  const fields = line.slice(line.lastIndexOf(')') + 2).split(' ');
  const [, parent] = fields.map(Number);
  const ticks = fields.slice(11, 15).map(Number); // utime, stime, cutime, cstime
  const sum = ticks.reduce((total, each) => total + each, 0);
  return {
    pid: Number.parseInt(line, 10),
    parent: parent ?? 0,
    cpuSeconds: sum / TICKS_PER_SECOND,
  };
}

/** Of `stats` those of the roots and of whom they started, parents first. */
export function treeOf(stats: Stat[], roots: number[]): Stat[] {
  const found = stats.filter(({ pid }) => roots.includes(pid));
  for (const { pid } of found) found.push(...stats.filter(({ parent }) => parent === pid));
  return [...new Set(found)];
}

function readStats(): Stat[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        return parseStat(readFileSync(`/proc/${pid}/stat`, 'utf8'));
      } catch {
        return []; // it has ended
      }
    });
}
