import { type SQL, sql } from 'drizzle-orm';
import { tallies, tallyTotals } from '#db/schema';
import { db } from '../stores';
import { type Filter, narrowed } from './filter';
import type { Span } from './period';

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

/** How much was counted of the names together. */
export function sumOf(counts: Count[], ...names: string[]): number {
  return counts.reduce((sum, { name, count }) => sum + (names.includes(name) ? count : 0), 0);
}

/** For whoever wants to see how PostgreSQL goes about it, too. */
export function countsQuery(span: Span, filter: Filter): SQL {
  return sql`
    select (extract(epoch from start) * 1000)::float8 as start, name, label, country, sender,
      sum(count) as count
    from (${filter.prefix ? ofPrefixes(span) : ofAll(span)} ${narrowed(filter)}) as counted
    group by grouping sets ((start, name, label), (name, country), (name, sender))`;
}

function ofAll({ step, starts }: Span): SQL {
  return sql`
    select start, name, label, country, sender, count
    from ${tallyTotals} where step = ${step} and start >= ${firstOf(starts)}`;
}

function ofPrefixes({ step, starts }: Span): SQL {
  return sql`
    select date_trunc(${step}, hour, 'UTC') as start, name, label, country, sender, count
    from ${tallies} where hour >= ${firstOf(starts)}`;
}

function firstOf([first]: Date[]): string {
  return (first as Date).toISOString();
}
