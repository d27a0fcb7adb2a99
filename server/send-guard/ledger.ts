import type { Transaction } from '#db/kv';
import { longestOf, type Window } from '../policy';

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

/** A hash of the store. */
export type Fields = Map<string, number>;

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

/** A hash as the store answers it: fields and values in turn. */
export function fieldsIn(reply: unknown): Fields {
  const pairs = reply as string[];
  const names = pairs.filter((_, i) => i % 2 === 0);
  return new Map(names.map((name, i) => [name, Number(pairs[2 * i + 1])]));
}

/** How many commands `add` and `read` are together. */
export function commandsOf(scope: Scope): number {
  return scope.windows.length + 2;
}

/** Deletes what left the windows; nothing else does while a ledger is in use. */
export function prune(tx: Transaction, scope: Scope, now: number): void {
  const fields = scope.windows.flatMap(({ seconds }) =>
    range(BUCKETS + 1, 2 * BUCKETS + 1).flatMap((age) =>
      WHATS.map((what) => fieldOf(what, seconds, bucketAt(now, seconds) - age)),
    ),
  );
  tx.hdel(keyOf(scope), ...fields);
}

/** The counts of a window at `now`. */
export function countsIn(fields: Fields, { seconds }: Window, now: number): Counts {
  return countsAfter(fields, seconds, now, 0);
}

/** Seconds from `now` until the counts of `window`, with nothing added to them, satisfy `hasRoom`. */
export function secondsUntil(
  hasRoom: (counts: Counts) => boolean,
  fields: Fields,
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
function countsAfter(fields: Fields, seconds: number, now: number, left: number): Counts {
  const current = bucketAt(now, seconds);
  const buckets = range(left, BUCKETS + 1).map((step) => current - BUCKETS + step);
  const sumOf = (what: What) =>
    buckets.reduce((sum, bucket) => sum + (fields.get(fieldOf(what, seconds, bucket)) ?? 0), 0);
  return { sent: sumOf('sent'), verified: sumOf('verified'), spent: sumOf('spent') };
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
