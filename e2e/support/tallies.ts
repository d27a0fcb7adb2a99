import { type SQL, sql } from 'drizzle-orm';
import { tallies } from '../../db/schema';
import { db } from '../../server/stores';

export type Tally = Partial<typeof tallies.$inferInsert> & { name: string; count: number };

/** Counts as `server/tally.ts` does; each call is one statement. */
export async function count(hour: Date, ...each: Tally[]): Promise<void> {
  await db()
    .insert(tallies)
    .values(each.map((tally) => ({ hour, ...tally })))
    .onConflictDoUpdate({
      target: [
        tallies.hour,
        tallies.name,
        tallies.country,
        tallies.prefix,
        tallies.sender,
        tallies.label,
      ],
      set: { count: sql`${tallies.count} + excluded.count` },
    });
}

/**
 * Counts `perHour` rows in each of `hours` that end at `now`, as a busy site would: most of them SMS
 * of prefixes nobody else has. SQL, for a day at a time: PostgreSQL holds what one statement adds.
 */
export function busyHours(now: Date, hours: number, perHour: number, first = 0): SQL {
  const prefixes = Math.floor((perHour - 400) / 4);
  return sql`
    insert into tallies (hour, name, country, prefix, sender, label, count)
    select hour, name, country, prefix, sender, label, count from (
      select date_trunc('hour', ${now.toISOString()}::timestamptz) - make_interval(hours => hour) as hour
      from generate_series(${first}::int, ${first + hours - 1}::int) as hour
    ) as hours cross join (
      select name, (array['CN', 'US', 'GB', 'HK', 'SG'])[1 + of % 5] as country,
        '+8613' || lpad(((of * 7919) % 100000)::text, 5, '0') as prefix,
        (array['ccp', 'aliyun', 'twilio'])[1 + of % 3] as sender,
        'registration' as label, 1 + of % 7 as count
      from generate_series(1, ${prefixes}::int) as of,
        unnest(array['sent', 'delivered', 'verified', 'registered']) as name
      union all
      select 'refused', '', '', '', 'reason-' || of, of from generate_series(1, 200) as of
      union all
      select 'latency', '', '', '', what || ':' || bound, 1
      from unnest(array['picture', 'request-code', 'confirm', 'register', 'sign-in', 'provider']) as what,
        unnest(array['5', '10', '25', '50', '100', '250', '500', '1000', '2500', '5000', 'inf']) as bound
      union all
      select 'picture', '', '', '', 'level-' || of, of from generate_series(1, 134) as of
    ) as counted(name, country, prefix, sender, label, count)
    on conflict do nothing`;
}
