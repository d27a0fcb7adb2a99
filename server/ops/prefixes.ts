import { type SQL, sql } from 'drizzle-orm';
import { prefixDays, tallies } from '#db/schema';
import { db } from '../stores';
import { type Filter, narrowed } from './filter';
import type { Span } from './period';

/** What became of the SMS to one prefix. */
export interface PrefixCounts {
  country: string;
  prefix: string;
  sent: number;
  verified: number;
}

/** So many of each kind are shown. */
const SHOWN = 10;

/** Of each day the prefixes that are looked at in longer periods, of each kind. */
const CANDIDATES = 50;

/**
 * The prefixes most was sent to, and those with most SMS whose code nobody entered. Where the span
 * is counted by days: of those that were among the first 50 on any day.
 */
export async function prefixesIn(span: Span, filter: Filter) {
  const rows = await db().execute(prefixesQuery(span, filter));
  const prefixes = (rows as unknown as Record<keyof PrefixCounts, string>[]).map((row) => ({
    country: row.country,
    prefix: row.prefix,
    sent: Number(row.sent),
    verified: Number(row.verified),
  }));
  return { most: first(prefixes, ({ sent }) => sent), open: first(prefixes, openOf) };
}

/** Both kinds together, at most 2 × `SHOWN` rows. */
export function prefixesQuery(span: Span, filter: Filter): SQL {
  const counts = span.step === 'hour' ? ofHours(span, filter) : ofDays(span, filter);
  return sql`
    with counts as materialized (${counts})
    (select * from counts order by sent desc limit ${SHOWN}) union
    (select * from counts order by sent - verified desc limit ${SHOWN})`;
}

/** Of an hour only what is asked for is read: the index begins with hour and name. */
function ofHours({ starts }: Span, filter: Filter): SQL {
  const sumOf = (name: string) => sql`coalesce(sum(count) filter (where name = ${name}), 0)`;
  return sql`
    select country, prefix, ${sumOf('sent')} as sent, ${sumOf('verified')} as verified
    from ${tallies}
    where hour in (${listOf(starts.map((start) => start.toISOString()))})
      and name in ('sent', 'verified') and prefix <> '' ${narrowed(filter)}
    group by country, prefix`;
}

function ofDays({ starts }: Span, filter: Filter): SQL {
  const days = starts.map((start) => start.toISOString().slice(0, 10));
  const firstBy = (order: SQL) => sql`
    select country, prefix from ${prefixDays} where day = days.day ${narrowed(filter)}
    order by ${order} desc limit ${CANDIDATES}`;
  return sql`
    select country, prefix, sum(of_day.sent) as sent, sum(of_day.verified) as verified
    from (
      select distinct country, prefix
      from unnest(array[${listOf(days)}]::date[]) as days(day)
        cross join lateral ((${firstBy(sql`sent`)}) union all (${firstBy(sql`sent - verified`)})) as first
    ) as candidates
      cross join unnest(array[${listOf(days)}]::date[]) as days(day)
      join ${prefixDays} as of_day using (day, country, prefix)
    where true ${narrowed({ sender: filter.sender })}
    group by country, prefix`;
}

function listOf(values: string[]): SQL {
  return sql.join(
    values.map((value) => sql`${value}`),
    sql`, `,
  );
}

function openOf({ sent, verified }: PrefixCounts): number {
  return sent - verified;
}

function first(prefixes: PrefixCounts[], by: (counts: PrefixCounts) => number): PrefixCounts[] {
  return prefixes
    .filter((counts) => by(counts) > 0)
    .toSorted((a, b) => by(b) - by(a) || a.prefix.localeCompare(b.prefix))
    .slice(0, SHOWN);
}
