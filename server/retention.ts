import { type SQL, sql } from 'drizzle-orm';
import { every, nudge } from './background';
import { log } from './log';
import { policy } from './policy';
import { db } from './stores';

/** How many rows each rule had something to do with. */
export type Counts = Record<string, number>;

/** What is kept no longer, and what becomes of it. */
interface Rule {
  table: string;
  /** A column with an index, by which the oldest are found first. */
  time: string;
  isOver: SQL;
  /** What a row that is over becomes; without it, nothing. */
  becomes?: SQL;
}

/** A statement may take 5 s, and must not hold what others wait for. */
const BATCH = 1_000;

const LOOP = 'retention';

/** Keeps to it in this process, once an hour and soon after its start. */
export function startRetention(): void {
  every(3_600, LOOP, (stopping) => enforceRetention(stopping));
  nudge(LOOP);
}

/**
 * Removes what was kept as long as the policy says. In batches, and past what others are just
 * removing, so any number of processes may do it at once. `now` is the database's time.
 */
export async function enforceRetention(
  stopping?: AbortSignal,
  now: SQL = sql`now()`,
): Promise<Counts> {
  const counts: Counts = {};
  for (const [name, rule] of Object.entries(rulesAt(now))) {
    counts[name] = await enforce(rule, stopping);
  }
  log.info(counts, 'retention');
  return counts;
}

/** The statement that enforces a rule on at most so many rows. In order, or old statistics have all read. */
export function batchOf({ table, time, isOver, becomes }: Rule): SQL {
  const name = sql.identifier(table);
  const rows = sql`ctid = any(array(
    select ctid from ${name} where ${isOver}
    order by ${sql.identifier(time)} limit ${BATCH} for update skip locked))`;
  return becomes
    ? sql`update ${name} set ${becomes} where ${rows} returning 1`
    : sql`delete from ${name} where ${rows} returning 1`;
}

/** What is not named is kept: users until they go, levers until they are lifted, the audit log for ever. */
export function rulesAt(now: SQL): Record<string, Rule> {
  const kept = policy();
  const before = (seconds: number) => sql`${now} - make_interval(secs => ${seconds})`;
  return {
    sessions: { table: 'sessions', time: 'expires_at', isOver: sql`expires_at <= ${now}` },
    sms_links: {
      table: 'sms_messages',
      time: 'created_at',
      isOver: sql`(mobile_hash <> '' or challenge_hash is not null)
        and created_at < ${before(kept.KEEP_SMS_LINKS)}`,
      becomes: sql`mobile_hash = '', challenge_hash = null`,
    },
    sms_messages: {
      table: 'sms_messages',
      time: 'created_at',
      isOver: sql`created_at < ${before(kept.KEEP_SMS_MESSAGES)}`,
    },
    send_decisions: {
      table: 'send_decisions',
      time: 'created_at',
      isOver: sql`created_at < ${before(kept.KEEP_SEND_DECISIONS)}`,
    },
    events: {
      table: 'events',
      time: 'created_at',
      // One that is due for as long has nobody who wants to hear it.
      isOver: sql`created_at < ${before(kept.KEEP_EVENTS)}
        and coalesce(delivered_at, next_attempt_at, created_at) < ${before(kept.KEEP_EVENTS)}`,
    },
    tallies: { table: 'tallies', time: 'hour', isOver: sql`hour < ${before(kept.KEEP_TALLIES)}` },
  };
}

async function enforce(rule: Rule, stopping?: AbortSignal): Promise<number> {
  let count = 0;
  for (;;) {
    const rows = await db().execute(batchOf(rule));
    count += rows.length;
    if (rows.length < BATCH || stopping?.aborted) return count;
  }
}
