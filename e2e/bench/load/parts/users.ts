import { statfsSync } from 'node:fs';
import postgres from 'postgres';
import { MEASURED_CORE, pin } from '../contestant';
import { gatehouse, WITHOUT_HASH } from '../contestants';
import { untilAtRest } from '../cpu';
import type { Bench } from '../load';
import { type Entry, figureOf, measureInTurn } from '../measure';
import { ratios, spread, table, verdict } from '../table';

const CONNECTIONS = 8;

/** With its two indexes, and the log of writing it. */
const BYTES_OF_USER = 800;

/** CPU of a sign-up, of the server and of Postgres, by how many users are in the table before. */
export async function benchUsers({ around, load, rounds, seconds, users }: Bench): Promise<string> {
  const names = users.map((count) => count.toLocaleString('en'));
  const urls = new Map<string, string>();
  for (const [i, count] of users.entries()) {
    const url = await around.stores.database(`users_${count}`, 'gatehouse');
    await fill(url, count, around.stores.folder);
    urls.set(names[i] ?? '', url);
  }
  await untilAtRest(around.stores.postgresPid);
  const entries: Entry[] = [];
  for (const [name, DATABASE_URL] of urls) {
    const contestant = await gatehouse(around, { ...WITHOUT_HASH, DATABASE_URL });
    pin(contestant.pid, MEASURED_CORE);
    const job = { url: contestant.url, who: 'gatehouse', connections: CONNECTIONS } as const;
    const run = (seconds: number) => load.ask('sign-ups', { ...job, seconds });
    entries.push({ name, contestant, run });
  }
  const measured = await measureInTurn(entries, around.stores, { rounds, seconds });
  for (const { contestant } of entries) await contestant.stop();

  const sumOf = (name: string) =>
    figureOf(measured, name, 'cpu').map(
      (cpu, round) => cpu + (figureOf(measured, name, 'postgresCpu')[round] ?? 0),
    );
  const rows = names.map((name, i) => {
    const growth = ratios(sumOf(name), sumOf(names[0] ?? ''));
    return [
      name,
      spread(figureOf(measured, name, 'cpu')),
      spread(figureOf(measured, name, 'postgresCpu')),
      spread(sumOf(name)),
      ...(i === 0 ? ['', ''] : [spread(growth), verdict(growth, { most: 1.1 })]),
    ];
  });
  const head = ['users before', 'server, ms', 'Postgres, ms', 'both, without the hash', '×', ''];
  return table([head, ...rows]);
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
