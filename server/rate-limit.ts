import { randomUUID } from 'node:crypto';
import { Refusal } from './errors';
import { longestOf, type Window } from './policy';
import { type Results, type Step, transact, undo } from './transaction';

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
  const [charged] = await chargeWith(subjects);
  return charged;
}

/** Charges like `charge`, and does `steps` in the same transaction; what is refused undoes them too. */
export async function chargeWith<Steps extends Step<unknown>[]>(
  subjects: Subject[],
  ...steps: Steps
): Promise<[Charge, ...Results<Steps>]> {
  const event = newEvent();
  const entries = subjects.map((subject) => eventStep(subject, event));
  const all = [...steps, ...entries];
  const results = await transact(...all).catch(async (error) => {
    await undo(all).catch(() => {}); // only the answer may have been lost
    throw error;
  });
  const waits = results.splice(steps.length) as Waits[];
  const early = Math.max(0, ...waits.map(({ waitSeconds }) => waitSeconds));
  if (early > 0) {
    await undo(all, results);
    throw new Refusal('too-frequent', { retryAfterSeconds: early });
  }
  const nextInSeconds = Math.max(0, ...waits.map((wait) => wait.nextInSeconds));
  const charged = { nextInSeconds, giveBack: () => undo(entries) };
  return [charged, ...(results as Results<Steps>)];
}

interface Waits {
  /** Seconds until the other events in the log allow this one. */
  waitSeconds: number;
  /** And then until all allow the next. */
  nextInSeconds: number;
}

/** Writes `event` (see `newEvent`) to the subject's log. */
export function eventStep(subject: Subject, event: string): Step<Waits> {
  const key = keyOf(subject);
  const seconds = longestOf(subject.limit.windows);
  return {
    enter(tx) {
      tx.zadd(key, { score: timeOf(event), member: event });
      tx.zremrangebyscore(key, 0, timeOf(event) - seconds * 1000);
      tx.expire(key, seconds);
      tx.zrange(key, -1 - mostOf(subject.limit), -1);
    },
    read: (replies) => waitsIn(subject.limit, replies.at(-1) as string[], event),
    undo: (tx) => void tx.zrem(key, event),
  };
}

function waitsIn(limit: Limit, log: string[], event: string): Waits {
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
