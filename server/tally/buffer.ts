import { sql } from 'drizzle-orm';
import { tallies } from '#db/schema';
import { log } from '../log';
import { db } from '../stores';

/** What a count is of. `hour` is its beginning, in epoch milliseconds. */
export interface Key {
  hour: number;
  name: string;
  country: string;
  prefix: string;
  sender: string;
  label: string;
}

type Row = Key & { count: number };

/** Of this process; module state is not shared between Next's bundles, `globalThis` is. */
const shared = globalThis as {
  gatehouseTallies?: { rows: Map<string, Row>; writing?: Promise<void>; isFull?: boolean };
};

/** From so many rows on new ones are kept without their prefix, which strangers can choose. */
const MAX_ROWS = 10_000;

/** Then there is no room for others either: PostgreSQL has been away for days. */
const MOST_ROWS = 2 * MAX_ROWS;

/** In one statement. */
const BATCH = 1_000;

/** Adds to the count of `key`, in memory. */
export function keep(key: Key, count: number): void {
  const { rows } = buffer();
  const text = textOf(key);
  const row = rows.get(text);
  if (row) row.count += count;
  else if (rows.size < MAX_ROWS) rows.set(text, { ...key, count });
  else keepAnyway(key, count);
}

/**
 * Writes what is kept. One at a time, so that who waits for it waits for all of it. Where PostgreSQL
 * surely did nothing, the counts stay; where nobody knows, they are lost: the table never says
 * more than there was.
 */
export function writeAll(): Promise<void> {
  const state = buffer();
  const before = state.writing ?? Promise.resolve();
  const writing = before.catch(() => {}).then(() => writeBatches(state));
  state.writing = writing;
  return writing;
}

function buffer() {
  shared.gatehouseTallies ??= { rows: new Map() };
  return shared.gatehouseTallies;
}

function keepAnyway(key: Key, count: number): void {
  const state = buffer();
  if (!state.isFull) log.warn({ rows: state.rows.size }, 'tallies are kept without prefixes');
  state.isFull = true;
  const coarse = { ...key, prefix: '' };
  const row = state.rows.get(textOf(coarse));
  if (row) row.count += count;
  else if (state.rows.size < MOST_ROWS) state.rows.set(textOf(coarse), { ...coarse, count });
}

async function writeBatches(state: ReturnType<typeof buffer>): Promise<void> {
  const { rows } = state;
  let left = rows.size;
  while (left > 0) {
    const batch = [...rows].slice(0, Math.min(left, BATCH));
    left -= batch.length;
    for (const [text] of batch) rows.delete(text);
    await write(batch.map(([, row]) => row)).catch((error) => {
      if (surelyNotDone(error)) for (const [, { count, ...key }] of batch) keep(key, count);
      throw error;
    });
  }
  state.isFull = false;
}

/** In the order of the key, so that processes that write at once wait and never block each other. */
async function write(rows: Row[]): Promise<void> {
  const json = JSON.stringify(rows.map((row) => ({ ...row, hour: new Date(row.hour) })));
  await db().execute(sql`
    insert into ${tallies} as kept (hour, name, country, prefix, sender, label, count)
    select hour, name, country, prefix, sender, label, count
    from jsonb_to_recordset(${json}::text::jsonb) as news(
      hour timestamptz, name text, country text, prefix text, sender text, label text, count bigint
    )
    order by hour, name, country, prefix, sender, label
    on conflict (hour, name, country, prefix, sender, label)
      do update set count = kept.count + excluded.count`);
}

/** What PostgreSQL itself says of a statement, it says after undoing it; or it was never asked. */
function surelyNotDone(error: unknown): boolean {
  const codes = codesIn(error);
  const isRefused = codes.some((code) => /^(?!08)(?=.*\d)[0-9A-Z]{5}$/.test(code));
  return isRefused || codes.some((code) => NEVER_ASKED.test(code));
}

const NEVER_ASKED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|E(HOST|NET)UNREACH|CONNECT_TIMEOUT|ENOENT)$/;

function codesIn(error: unknown): string[] {
  if (!(error instanceof Error)) return [];
  return [String((error as { code?: unknown }).code ?? ''), ...codesIn(error.cause)];
}

function textOf({ hour, name, country, prefix, sender, label }: Key): string {
  return `${hour}\0${name}\0${country}\0${prefix}\0${sender}\0${label}`;
}
