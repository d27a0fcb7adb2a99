import { type SQL, sql } from 'drizzle-orm';
import { tallies, tallyTotals } from '#db/schema';
import { db } from '../stores';
import type { Span } from './period';

/** Whose tallies are meant; all where nothing is said. */
export interface Filter {
  /** ISO 3166-1 alpha-2. */
  country?: string;
  /** How the numbers begin, in E.164. */
  prefix?: string;
  sender?: string;
}

/** A sum: of a kind in an hour or day, or of a country, or of a sender. */
export interface Count {
  /** Epoch ms of the hour or day; null in the sums of countries and senders. */
  start: number | null;
  name: string;
  label: string | null;
  country: string | null;
  sender: string | null;
  count: number;
}

/**
 * All sums of a span in one pass: by hour or day and label, by country, and by sender. Prefixes are
 * read from `tallies` by their own index, everything else from the totals.
 */
export async function countsIn(span: Span, filter: Filter): Promise<Count[]> {
  const rows = await db().execute(countsQuery(span, filter));
  return (rows as unknown as (Omit<Count, 'count'> & { count: string })[]).map((row) => ({
    ...row,
    start: row.start === null ? null : Number(row.start),
    count: Number(row.count),
  }));
}

/** For whoever wants to see how PostgreSQL goes about it, too. */
export function countsQuery(span: Span, filter: Filter): SQL {
  const { country, sender } = filter;
  const conditions = [
    ...(country ? [sql`and country = ${country}`] : []),
    ...(sender ? [sql`and sender = ${sender}`] : []),
  ];
  return sql`
    select (extract(epoch from start) * 1000)::float8 as start, name, label, country, sender,
      sum(count) as count
    from (
      ${filter.prefix ? ofPrefix(span, filter.prefix) : ofAll(span)} ${sql.join(conditions, sql` `)}
    ) as counted
    group by grouping sets ((start, name, label), (name, country), (name, sender))`;
}

function ofAll({ step, starts }: Span): SQL {
  return sql`
    select start, name, label, country, sender, count
    from ${tallyTotals} where step = ${step} and start >= ${firstOf(starts)}`;
}

function ofPrefix({ step, starts }: Span, prefix: string): SQL {
  return sql`
    select date_trunc(${step}, hour, 'UTC') as start, name, label, country, sender, count
    from ${tallies} where hour >= ${firstOf(starts)} and ${beginsWith(prefix)}`;
}

function firstOf([first]: Date[]): string {
  return (first as Date).toISOString();
}

/** A prefix has only + and digits: nothing in it means more to LIKE. */
export function beginsWith(prefix: string): SQL {
  return sql`prefix <> '' and prefix like ${`${prefix}%`}`;
}
