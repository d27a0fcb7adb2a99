import { desc, gt, type SQL, sql } from 'drizzle-orm';
import { auditLog } from '#db/schema';
import { keyedHash } from './keyed-hash';
import { db } from './stores';

type Entry = typeof auditLog.$inferSelect;

/** What the whole log came to. `head` is the hash of the last entry that fits, empty where none is. */
export interface Verdict {
  /** How many fit, from the first on. */
  entries: number;
  head: string;
  /** The first `seq` that does not: changed, missing, moved or put in. */
  brokenAt?: number;
}

/** The last turn of this process: Next's bundles share `globalThis`, not modules. */
const open = globalThis as { gatehouseAudit?: Promise<unknown> };

/** Of any number who append at once one is first, each time; so nobody tries this often. */
const MAX_TRIES = 100;

/** As many as are in memory at a time. */
const BATCH = 1_000;

/**
 * Appends an entry: `actor` (`user:<uuid>` or `command:<name>`) does `action`. Whoever acts writes
 * first: where it rejects nothing may be done. `details` are JSON, without a number or a secret.
 */
export async function record(actor: string, action: string, details: object): Promise<void> {
  await recordWith(actor, action, details, sql`select`);
}

/**
 * Appends an entry and acts in the same statement, so that neither is without the other. `act` is SQL
 * that does nothing where `entry`, which it reads from, is empty. Returns how many rows it returned.
 */
export async function recordWith(
  actor: string,
  action: string,
  details: object,
  act: SQL,
): Promise<number> {
  // JSON has no undefined and no dates: what is hashed is what will be read.
  const said = { actor, action, details: JSON.parse(JSON.stringify(details)) };
  return inTurn(() => append(said, act));
}

async function append(said: Omit<Entry, 'seq' | 'at' | 'hash'>, act: SQL): Promise<number> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const [last] = await db().select().from(auditLog).orderBy(desc(auditLog.seq)).limit(1);
    const entry = { seq: (last?.seq ?? 0) + 1, at: new Date(), ...said };
    const [done] = await db().execute<{ written: number; acted: number }>(sql`
      with entry as (
        insert into audit_log values (${entry.seq}, ${entry.at.toISOString()}, ${said.actor}, ${said.action},
          ${JSON.stringify(said.details)}, ${hashOf(entry, last?.hash)})
        on conflict (seq) do nothing returning seq
      ), act as (${act})
      select (select count(*)::int from entry) as written, (select count(*)::int from act) as acted`);
    if (done?.written) return done.acted;
  }
  throw new Error('The audit log cannot be written: others always come first.');
}

/** Those of one process would only come in each other's way. */
function inTurn<T>(work: () => Promise<T>): Promise<T> {
  const turn = (open.gatehouseAudit ?? Promise.resolve()).then(work);
  open.gatehouseAudit = turn.catch(() => {});
  return turn;
}

/**
 * Reads the whole log in batches and says whether each entry is what was written and follows on the
 * one before. That its end was cut off is seen only with `expectedHead`, the `head` of any verdict
 * before: then what is missing is `brokenAt`.
 */
export async function verify(expectedHead?: string): Promise<Verdict> {
  let [entries, head, hasExpected] = [0, '', !expectedHead];
  for await (const entry of wholeLog()) {
    if (entry.hash !== hashOf(entry, head)) {
      return { entries, head, brokenAt: Math.min(entry.seq, entries + 1) };
    }
    [entries, head] = [entry.seq, entry.hash];
    hasExpected ||= head === expectedHead;
  }
  return { entries, head, ...(hasExpected ? {} : { brokenAt: entries + 1 }) };
}

async function* wholeLog(): AsyncGenerator<Entry> {
  let after = Number.MIN_SAFE_INTEGER;
  for (;;) {
    const batch = await db()
      .select()
      .from(auditLog)
      .where(gt(auditLog.seq, after))
      .orderBy(auditLog.seq)
      .limit(BATCH);
    yield* batch;
    const last = batch.at(-1);
    if (!last || batch.length < BATCH) return;
    after = last.seq;
  }
}

function hashOf({ seq, at, actor, action, details }: Omit<Entry, 'hash'>, previous = ''): string {
  const said = [previous, String(seq), at.toISOString(), actor, action, canonical(details)];
  return keyedHash('audit-log', ...said).toString('hex');
}

/** JSON with the keys of each object in order: the database keeps them in an order of its own. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, each) => (isRecord(each) ? inOrder(each) : each));
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function inOrder(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
