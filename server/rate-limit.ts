import { randomUUID } from 'node:crypto';
import type { Transaction } from '#db/kv';
import { Refusal } from './errors';
import { longestOf, type Window } from './policy';
import { kv } from './stores';

/** How often something may happen to one subject: in any of the windows, and after the last time. */
export interface Limit {
  /** Begins the key in the store. */
  name: string;
  windows: Window[];
  /** Seconds to wait after the 1st, 2nd, … event of the longest window; the last one repeats. */
  gapsSeconds?: number[];
}

/** A limit applied to one address, mobile, … */
export type Subject = { limit: Limit; id: string };

/** `name` happens to `id` at most as often as all of `windows` say. */
export function limited(name: string, windows: Window[], id: string): Subject {
  return { limit: { name, windows }, id };
}

/** Events that were let through and counted. */
export interface Charge {
  /** Seconds until the same subjects could be charged again. */
  nextInSeconds: number;
  /** Uncounts the events: what they were charged for did not happen. */
  giveBack(): Promise<void>;
}

/**
 * Counts one event on every subject, or refuses `too-frequent` and counts it on none. Each log is
 * read in the transaction that writes to it, so of any number at once exactly `max` pass.
 */
export async function charge(...subjects: Subject[]): Promise<Charge> {
  return chargeAndRead(subjects, []);
}

/** Charges like `charge`, and in the same round trip gets the `values` of other keys. */
export async function chargeAndRead(
  subjects: Subject[],
  keys: string[],
): Promise<Charge & { values: (string | null)[] }> {
  const event = newEvent();
  const giveBack = () => erase(subjects, event);
  const { logs, values } = await record(subjects, event, keys).catch(async (error) => {
    await giveBack().catch(() => {}); // only the answer may have been lost
    throw error;
  });
  const waits = subjects.map((subject, i) => waitsIn(subject, logs[i] ?? [], event));
  const early = Math.max(0, ...waits.map(({ waitSeconds }) => waitSeconds));
  if (early > 0) {
    await giveBack();
    throw new Refusal('too-frequent', { retryAfterSeconds: early });
  }
  const nextInSeconds = Math.max(0, ...waits.map((wait) => wait.nextInSeconds));
  return { nextInSeconds, giveBack, values };
}

async function record(subjects: Subject[], event: string, keys: string[]) {
  const transaction = kv().multi();
  for (const subject of subjects) enter(transaction, subject, event);
  for (const key of keys) transaction.get(key);
  const replies = await transaction.exec<unknown[]>();
  return {
    logs: subjects.map((_, i) => replies[ENTER_COMMANDS * (i + 1) - 1] as string[]),
    values: replies.slice(ENTER_COMMANDS * subjects.length) as (string | null)[],
  };
}

async function erase(subjects: Subject[], event: string): Promise<void> {
  const transaction = kv().multi();
  for (const subject of subjects) leave(transaction, subject, event);
  await transaction.exec();
}

/** How many commands `enter` adds. */
export const ENTER_COMMANDS = 4;

/** Writes `event` (see `newEvent`) to the subject's log. The last reply is the log. */
export function enter(transaction: Transaction, subject: Subject, event: string): void {
  const seconds = longestOf(subject.limit.windows);
  const member = { score: timeOf(event), member: event };
  transaction.zadd(keyOf(subject), member);
  transaction.zremrangebyscore(keyOf(subject), 0, timeOf(event) - seconds * 1000);
  transaction.expire(keyOf(subject), seconds);
  transaction.zrange(keyOf(subject), -1 - mostOf(subject.limit), -1);
}

export function leave(transaction: Transaction, subject: Subject, event: string): void {
  transaction.zrem(keyOf(subject), event);
}

/** Seconds until the other events in the log allow this one, and then until all allow the next. */
export function waitsIn({ limit }: Subject, log: string[], event: string) {
  const others = log.filter((member) => member !== event);
  return {
    waitSeconds: secondsUntil(limit, timesIn(others), Date.now()),
    nextInSeconds: secondsUntil(limit, timesIn(log), Date.now()),
  };
}

/** A name for what happens now, which no other has and from which its time can be read. */
export function newEvent(): string {
  return `${Date.now()}-${randomUUID()}`;
}

/**
 * Seconds from `now` until `limit` allows one more event after those `written` (ascending, ms). An
 * event from later than now, by a clock that was ahead of ours, counts as one of this moment.
 */
export function secondsUntil(limit: Limit, written: number[], now: number): number {
  const times = written.map((time) => Math.min(time, now));
  const within = (seconds: number) => times.filter((time) => time > now - seconds * 1000);
  const opensAt = limit.windows.map(({ max, seconds }) => {
    const leaving = within(seconds).at(-max);
    return leaving === undefined ? now : leaving + seconds * 1000;
  });
  const recent = within(longestOf(limit.windows));
  const gaps = limit.gapsSeconds ?? [];
  const gap = gaps[Math.min(recent.length, gaps.length) - 1] ?? 0;
  const gapEndsAt = (recent.at(-1) ?? now - gap * 1000) + gap * 1000;
  return Math.max(0, Math.ceil((Math.max(gapEndsAt, ...opensAt) - now) / 1000));
}

function keyOf({ limit, id }: Subject): string {
  return `${limit.name}_${id}`;
}

/** Of any log no more of the newest events decide. */
function mostOf(limit: Limit): number {
  return Math.max(...limit.windows.map(({ max }) => max));
}

function timesIn(log: string[]): number[] {
  return log.map(timeOf);
}

function timeOf(event: string): number {
  return Number.parseInt(event, 10);
}
