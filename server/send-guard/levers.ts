import { sql } from 'drizzle-orm';
import { sendLevers } from '#db/schema';
import { recordWith } from '../audit';
import { Mistake } from '../mistake';
import type { Window } from '../policy';
import { parseBudget } from '../sms-money';
import { db } from '../stores';
import { type LeverKind, nameToKeep, parseLeverName } from './lever-name';

/** What the operator has told the send guard. */
export interface Levers {
  stopAll: boolean;
  /** Beginnings of E.164 such as +8617612, longest first: the first that matches counts. */
  prefixes: { prefix: string; what: 'stop' | 'allow' }[];
  /** By ISO 3166-1 alpha-2. */
  countries: Record<string, 'stop'>;
  /** Replaces SMS_BUDGET, in the same units. */
  budget?: Window[];
}

/** A copy may be this old, so that a lever acts in every process within 5 s. */
const MAX_AGE_MILLISECONDS = 4_000;

/** One reader per process: Next's bundles share `globalThis`, not modules. */
const open = globalThis as { gatehouseLevers?: () => Promise<Levers> };

/**
 * The levers as they were at most 4 s ago. Rejects where PostgreSQL would have to be asked and is
 * away, and where a row says what nobody understands: then nothing may be sent.
 */
export function levers(): Promise<Levers> {
  open.gatehouseLevers ??= leversReader();
  return open.gatehouseLevers();
}

/** Reads through a copy of its own. `now` is in milliseconds and never goes back. */
export function leversReader(now = () => performance.now()): () => Promise<Levers> {
  let copy: { askedAt: number; levers: Promise<Levers> } | undefined;
  return () => {
    // Counted from the question: a slow answer is as old as what it saw.
    if (copy && now() - copy.askedAt < MAX_AGE_MILLISECONDS) return copy.levers;
    const asked = { askedAt: now(), levers: readLevers() };
    asked.levers.catch(() => {
      if (copy === asked) copy = undefined;
    });
    copy = asked;
    return asked.levers;
  };
}

/** What the levers say of a number: the longest prefix before its country, a stop of all before both. */
export function leverOf(
  { stopAll, prefixes, countries }: Levers,
  { e164, country }: { e164: string; country: string },
): 'stop' | 'allow' | undefined {
  if (stopAll) return 'stop';
  return prefixes.find(({ prefix }) => e164.startsWith(prefix))?.what ?? countries[country];
}

/**
 * Tells every process: `value` is `stop`, for a prefix also `allow`, for `budget` amounts such as
 * `25/1h 100/24h`. Replaces what was said before. It is in the audit log, as said by `actor`, or it
 * is not done. Throws a `Mistake`.
 */
export async function setLever(typed: string, typedValue: string, actor: string): Promise<void> {
  const { name, value } = parseLever(typed, typedValue);
  const details = { name: nameToKeep(name), value };
  await recordWith(
    actor,
    'lever-set',
    details,
    sql`
      insert into send_levers (name, value, set_by) select ${name}, ${value}, ${actor} from entry
      on conflict (name) do update
        set value = excluded.value, set_by = excluded.set_by, set_at = excluded.set_at
      returning name`,
  );
  open.gatehouseLevers = undefined;
}

/** Takes back what was said; whether there was anything. Recorded like `setLever`. Throws a `Mistake`. */
export async function removeLever(typed: string, actor: string): Promise<boolean> {
  const { name } = parseLeverName(typed);
  const removed = await recordWith(
    actor,
    'lever-lifted',
    { name: nameToKeep(name) },
    sql`
      delete from send_levers where name = ${name} and exists (select from entry) returning name`,
  );
  open.gatehouseLevers = undefined;
  return removed > 0;
}

/** Each lever with who set it and when. */
export async function listLevers() {
  return db().select().from(sendLevers).orderBy(sendLevers.name);
}

async function readLevers(): Promise<Levers> {
  const rows = await listLevers();
  const said: Levers = { stopAll: false, prefixes: [], countries: {} };
  for (const row of rows) add(parseLever(row.name, row.value), said);
  said.prefixes.sort((a, b) => b.prefix.length - a.prefix.length);
  return said;
}

function add({ kind, name, value }: ReturnType<typeof parseLever>, said: Levers): void {
  if (kind === 'all') said.stopAll = true;
  else if (kind === 'budget') said.budget = parseBudget(value);
  else if (kind === 'country') said.countries[name] = 'stop';
  else said.prefixes.push({ prefix: name, what: value === 'allow' ? 'allow' : 'stop' });
}

function parseLever(typedName: string, typedValue: string) {
  const { kind, name } = parseLeverName(typedName);
  const value = typedValue.normalize('NFKC').trim();
  if (!MAY_BE[kind](value)) throw new Mistake(`${value} cannot be said of ${name}: ${FORM[kind]}`);
  return { kind, name, value };
}

const MAY_BE: Record<LeverKind, (value: string) => boolean> = {
  all: (value) => value === 'stop',
  country: (value) => value === 'stop',
  prefix: (value) => value === 'stop' || value === 'allow',
  budget: isBudget,
};

function isBudget(value: string): boolean {
  try {
    return parseBudget(value).length > 0;
  } catch {
    return false;
  }
}

const FORM: Record<LeverKind, string> = {
  all: 'all SMS can be stopped and resumed.',
  country:
    'a country can be stopped and resumed. What can be allowed is a prefix, such as +8617612.',
  prefix: 'a prefix can be stopped, allowed and forgotten.',
  budget:
    'write the money of an hour and of a day in your currency, with four decimals at most: 25/1h 100/24h.',
};
