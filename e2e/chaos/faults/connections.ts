import postgres, { type Sql } from 'postgres';
import type { Database } from '../database';
import type { End } from '../fault';
import { until } from '../until';

const CROWD = 'crowd';
const TOO_MANY_CONNECTIONS = '53300';
const AT_ONCE = 10;

/** Opens connections until nobody else has one, and the server has none to give. */
export async function takeAllConnections(database: Database): Promise<End> {
  const crowd: Sql[] = [];
  await until('nobody else has a connection', async () => {
    const taken = await Promise.all(Array.from({ length: AT_ONCE }, () => join(database.url)));
    crowd.push(...taken.filter((sql) => sql !== undefined));
    const isFull = taken.includes(undefined);
    return isFull && (await endOthers(database)) === 0;
  });
  return () => Promise.all(crowd.map((sql) => sql.end({ timeout: 0 })));
}

/** A connection, or undefined where there is none left. */
async function join(url: string): Promise<Sql | undefined> {
  const sql = postgres(url, { max: 1, connection: { application_name: CROWD }, onnotice() {} });
  try {
    await sql`select 1`;
    return sql;
  } catch (error) {
    await sql.end({ timeout: 0 });
    if ((error as { code?: string }).code !== TOO_MANY_CONNECTIONS) throw error;
  }
}

/** Ends the connections of all but the crowd and who asks; how many there were. */
async function endOthers({ query }: Database): Promise<number> {
  const ended = await query`
    select pg_terminate_backend(pid) from pg_stat_activity
    where backend_type = 'client backend' and application_name <> ${CROWD}
      and pid <> pg_backend_pid()`;
  return ended.length;
}
