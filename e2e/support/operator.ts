import postgres from 'postgres';
import type { Stack } from './stack';
import type { Person } from './test';

/** An hour of a day long gone by would not be shown: of the last whole hour. */
export interface Counted {
  name: string;
  country?: string;
  prefix?: string;
  sender?: string;
  label?: string;
  count: number;
}

const EMPTY = { country: '', prefix: '', sender: '', label: '' };

/** As `npm run operator -- grant` does. */
export async function makeOperator(stack: Stack, { mobile }: Person): Promise<void> {
  await query(
    stack,
    (sql) => sql`
    update users set is_operator = true where mobile = ${`+86${mobile}`}`,
  );
}

/** Counted in the last whole hour. */
export async function seedTallies(stack: Stack, tallies: Counted[]): Promise<void> {
  const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 3_600_000);
  const rows = tallies.map((tally) => ({ hour, ...EMPTY, ...tally }));
  await query(stack, (sql) => sql`insert into tallies ${sql(rows)}`);
}

/** The audit log from its end: who did what to what. */
export async function lastAudited(stack: Stack) {
  return query(
    stack,
    (sql) => sql<{ actor: string; action: string; details: object }[]>`
    select actor, action, details from audit_log order by seq desc limit 20`,
  );
}

export async function query<T>(stack: Stack, ask: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(stack.postgres.url, { max: 1 });
  try {
    return await ask(sql);
  } finally {
    await sql.end();
  }
}
