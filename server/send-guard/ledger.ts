import type { Transaction } from '#db/kv';
import { longestOf, type Window } from '../policy';
import { hashIn } from '../transaction';

/** What messages are counted for: one prefix, one address, … Each has a hash in the store. */
export interface Scope {
  name: string;
  id: string;
  windows: Window[];
}

const WHATS = ['sent', 'verified', 'spent'] as const;

type What = (typeof WHATS)[number];

/** Of one window, now or later. */
export type Counts = Record<What, number>;

/** A field of the hash: how much was counted of what, in one twelfth of one window. */
export interface Field {
  name: string;
  what: What;
  seconds: number;
  bucket: number;
  count: number;
}

/**
 * A window slides in twelfths: it holds the current one and the twelve before, so it is never
 * shorter than it says.
 */
const BUCKETS = 12;

/** Counts `by` more, in all windows. `now` is in ms: who takes back names the same. */
export function add(tx: Transaction, scope: Scope, what: What, by: number, now: number): void {
  for (const { seconds } of scope.windows) {
    tx.hincrby(keyOf(scope), fieldOf(what, seconds, bucketAt(now, seconds)), by);
  }
}

/** Keeps the ledger as long as it matters. */
export function keep(tx: Transaction, scope: Scope): void {
  tx.expire(keyOf(scope), Math.ceil((longestOf(scope.windows) * (BUCKETS + 1)) / BUCKETS));
}

/** Keeps the ledger, and reads it: `fieldsIn` understands the last reply. */
export function read(tx: Transaction, scope: Scope): void {
  keep(tx, scope);
  tx.hgetall(keyOf(scope));
}

/** What is in the hash of a ledger, as the store answers it. */
export function fieldsIn(reply: unknown): Field[] {
  return [...hashIn(reply)].map(([name, count]) => {
    const [what, seconds, bucket] = name.split(':');
    const numbers = { seconds: Number(seconds), bucket: Number(bucket), count: Number(count) };
    return { name, what: what as What, ...numbers };
  });
}

/** Deletes fields; nothing else does while a ledger is in use. */
export function prune(tx: Transaction, scope: Scope, fields: Field[]): void {
  if (fields.length > 0) tx.hdel(keyOf(scope), ...fields.map(({ name }) => name));
}

/** The fields that have left all windows by `now`. */
export function outdated(fields: Field[], { windows }: Scope, now: number): Field[] {
  const oldest = new Map(windows.map(({ seconds }) => [seconds, bucketAt(now, seconds) - BUCKETS]));
  return fields.filter(({ seconds, bucket }) => bucket < (oldest.get(seconds) ?? 0));
}

/** The counts of a window at `now`. */
export function countsIn(fields: Field[], { seconds }: Window, now: number): Counts {
  return countsAfter(fields, seconds, now, 0);
}

/** Seconds from `now` until the counts of `window`, with nothing added to them, satisfy `hasRoom`. */
export function secondsUntil(
  hasRoom: (counts: Counts) => boolean,
  fields: Field[],
  { seconds }: Window,
  now: number,
): number {
  const steps = range(0, BUCKETS + 2).find((left) =>
    hasRoom(countsAfter(fields, seconds, now, left)),
  );
  if (steps === 0) return 0;
  const opensAt = (bucketAt(now, seconds) + (steps ?? BUCKETS + 1)) * widthOf(seconds);
  return Math.ceil(opensAt - now / 1000);
}

/** The counts once `left` more twelfths have left the window. */
function countsAfter(fields: Field[], seconds: number, now: number, left: number): Counts {
  const current = bucketAt(now, seconds);
  const counts = { sent: 0, verified: 0, spent: 0 };
  for (const field of fields) {
    const isWithin = field.bucket >= current - BUCKETS + left && field.bucket <= current;
    if (field.seconds === seconds && isWithin) counts[field.what] += field.count;
  }
  return counts;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function bucketAt(now: number, seconds: number): number {
  return Math.floor(now / 1000 / widthOf(seconds));
}

function widthOf(seconds: number): number {
  return seconds / BUCKETS;
}

function fieldOf(what: What, seconds: number, bucket: number): string {
  return `${what}:${seconds}:${bucket}`;
}

function keyOf({ name, id }: Scope): string {
  return `guard_${name}_${id}`;
}
