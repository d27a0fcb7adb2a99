import { statfsSync } from 'node:fs';
import postgres from 'postgres';
import { MEASURED_CORE, pin } from '../contestant';
import { gatehouse, WITHOUT_HASH } from '../contestants';
import { untilAtRest } from '../cpu';
import type { Bench } from '../load';
import { type Entry, figureOf, type Measured, measureInTurn } from '../measure';
import { ratios, spread, table, verdict } from '../table';

const CONNECTIONS = 8;

/** With its two indexes, and the log of writing it. */
const BYTES_OF_USER = 800;

/** CPU of a sign-up, of the server and of Postgres, by how many users are in the table before. */
export async function benchUsers(bench: Bench): Promise<string> {
  const { stores } = bench.around;
  for (const count of bench.users) await fill(await databaseOf(bench, count), count, stores.folder);
  await untilAtRest(stores.postgresPid);
  const entries: Entry[] = [];
  for (const count of bench.users) entries.push(await entryOf(bench, count));
  const measured = await measureInTurn(entries, stores, bench);
  for (const { contestant } of entries) await contestant.stop();
  return reportOf(measured);
}

async function entryOf(bench: Bench, count: number): Promise<Entry> {
  const DATABASE_URL = await databaseOf(bench, count);
  const contestant = await gatehouse(bench.around, { ...WITHOUT_HASH, DATABASE_URL });
  pin(contestant.pid, MEASURED_CORE);
  const job = { url: contestant.url, who: 'gatehouse', connections: CONNECTIONS } as const;
  const run = (seconds: number) => bench.load.ask('sign-ups', { ...job, seconds });
  return { name: count.toLocaleString('en'), contestant, run };
}

function databaseOf({ around }: Bench, count: number): Promise<string> {
  return around.stores.database(`users_${count}`, 'gatehouse');
}

function reportOf(measured: Measured): string {
  const [empty = '', ...others] = measured.keys();
  const both = (name: string) =>
    figureOf(measured, name, 'cpu').map(
      (cpu, round) => cpu + (figureOf(measured, name, 'postgresCpu')[round] ?? 0),
    );
  const row = (name: string) => [
    name,
    spread(figureOf(measured, name, 'cpu')),
    spread(figureOf(measured, name, 'postgresCpu')),
    spread(both(name)),
  ];
  const rows = others.map((name) => {
    const growth = ratios(both(name), both(empty));
    return [...row(name), spread(growth), verdict(growth, { most: 1.1 })];
  });
  const head = ['users before', 'server, ms', 'Postgres, ms', 'both, without the hash', '×', ''];
  return table([head, [...row(empty), '', ''], ...rows]);
}

/** Users as they would be: ids in the order of their time, numbers in none. */
async function fill(databaseUrl: string, count: number, folder: string): Promise<void> {
  if (count === 0) return;
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < 2 * BYTES_OF_USER * count) throw new Error(`no room for ${count} users`);
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  // 7919 has no factor in common with the power of ten, so no number comes twice.
  await sql`
    insert into users (id, mobile, password_hash)
    select uuidv7(), '+8613' || lpad(((n * 7919) % 1000000000)::text, 9, '0'), repeat('x', 97)
    from generate_series(1, ${count}::bigint) as n`;
  await sql`vacuum analyze users`;
  await sql`checkpoint`;
  await sql.end();
}
