import type { Fuzzed } from './fuzz';
import type { Entry } from './journal';
import type { Result } from './trial';

const MEBIBYTE = 2 ** 20;

const COLUMNS = [
  'fault',
  'signed up',
  'answers: 200, 4xx, 502, 503, cut',
  'slowest',
  'back after',
  'memory, MiB',
  'promises',
];

/** A Markdown table, one row for each fault. */
export function tableOf(results: Result[]): string {
  const rows = [COLUMNS, COLUMNS.map(() => '---'), ...results.map(rowOf)];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What broke each promise, a few of each. */
export function brokenIn({ name, broken }: Result): string[] {
  return Object.entries(broken).flatMap(([promise, found]) =>
    found.slice(0, 5).map((each) => `${name}: ${promise}: ${each}`),
  );
}

export function wordsOf({ seed, requests, statuses, complaints }: Fuzzed): string {
  const counts = Object.entries(statuses).map(([status, count]) => `${status}: ${count}`);
  return [
    `${requests.toLocaleString('en-GB')} requests of the fuzzer (seed ${seed}): ${counts.join(', ')}`,
    ...complaints,
  ].join('\n');
}

function rowOf(result: Result): string[] {
  const { fault, journal, recoverySeconds, memory, broken } = result;
  const kept = Object.values(broken).filter((found) => found.length === 0).length;
  const all = Object.values(broken).length;
  const longest = Math.max(...journal.entries.map(({ begunAt, endedAt }) => endedAt - begunAt));
  return [
    fault.title,
    String(journal.members.length),
    answersOf(journal.entries),
    `${(longest / 1000).toFixed(1)} s`,
    `${recoverySeconds.toFixed(1)} s`,
    memory ? `${mebibytes(memory.before)} → ${mebibytes(memory.after)}` : '–',
    kept === all ? `all ${all}` : `**${kept} of ${all}**`,
  ];
}

function answersOf(entries: Entry[]): string {
  const count = (test: (status: number) => boolean) =>
    String(entries.filter(({ status }) => test(status)).length);
  return [
    count((status) => status === 200),
    count((status) => status >= 400 && status < 500),
    count((status) => status === 502),
    count((status) => status === 503),
    count((status) => status === 0),
  ].join(', ');
}

function mebibytes(bytes: number): string {
  return String(Math.round(bytes / MEBIBYTE));
}
