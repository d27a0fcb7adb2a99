import { type SQL, sql } from 'drizzle-orm';

/** Whose tallies are meant; all where nothing is said. */
export interface Filter {
  /** ISO 3166-1 alpha-2. */
  country?: string;
  /** How the numbers begin, in E.164. */
  prefix?: string;
  sender?: string;
}

/** What goes on a `where` of tallies. A prefix has only + and digits: nothing in it means more to LIKE. */
export function narrowed({ country, prefix, sender }: Filter): SQL {
  const conditions = [
    ...(country ? [sql`and country = ${country}`] : []),
    ...(prefix ? [sql`and prefix <> '' and prefix like ${`${prefix}%`}`] : []),
    ...(sender ? [sql`and sender = ${sender}`] : []),
  ];
  return sql.join(conditions, sql` `);
}
