// The operator's view over ten million rows of `tallies`, in a throwaway PostgreSQL: the plans and
// how long they take. By hand: npx tsx e2e/bench/ops.ts [rows]
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type SQL, sql } from 'drizzle-orm';
import postgres from 'postgres';
import { migratePostgres, openPostgres } from '../../db/postgres';
import { startEmbeddedPostgres } from '../../server/embedded/postgres';
import { countsQuery } from '../../server/ops/counts';
import { type Period, spanOf } from '../../server/ops/period';
import { prefixesQuery } from '../../server/ops/prefixes';
import { busyHours } from '../support/tallies';

const DAYS = 31;
const ROWS = Number(process.argv[2] ?? 10_000_000);
const TIMES = 5;

const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-ops-'));
const server = await startEmbeddedPostgres({ folder, throwaway: true });
await migratePostgres(server.url);
// Filling takes longer than the product lets any statement take.
const client = postgres(server.url, { max: 1, fetch_types: false });
const database = openPostgres(server.url);

await fill();
await client`vacuum analyze`;
await tellSizes();
for (const [name, query] of cases()) await tell(name, query);
await client.end();
await server.remove();
process.exit();

async function fill(): Promise<void> {
  const perHour = Math.round(ROWS / (24 * DAYS));
  for (let day = 0; day < DAYS; day++) {
    const startedAt = performance.now();
    const { sql: text, params } = database
      .select()
      .from(sql`(values (1)) as nothing`)
      .where(busyHours(new Date(), 24, perHour, 24 * day))
      .toSQL();
    const statement = text.slice(text.indexOf('insert into tallies'));
    await client.unsafe(statement, params as string[]);
    const seconds = (performance.now() - startedAt) / 1000;
    console.log(`day ${day + 1} of ${DAYS}: ${seconds.toFixed(1)} s`);
  }
}

async function tellSizes(): Promise<void> {
  for (const table of ['tallies', 'tally_totals', 'prefix_days']) {
    const [row] = await client`
      select count(*), pg_size_pretty(pg_table_size(${table})) as size,
        pg_size_pretty(pg_indexes_size(${table})) as indexes from ${client(table)}`;
    console.log(`${table}: ${row?.count} rows, ${row?.size}, indexes ${row?.indexes}`);
  }
}

function cases(): [string, SQL][] {
  const periods: Period[] = ['1h', '24h', '7d', '30d'];
  const filters = [{}, { country: 'CN' }, { prefix: '+861350' }, { sender: 'ccp' }];
  return periods.flatMap((period) =>
    filters.flatMap((filter): [string, SQL][] => {
      const span = spanOf(period, Date.now());
      const of = `${period} ${Object.values(filter).join('') || 'all'}`;
      return [
        [`${of}, sums`, countsQuery(span, filter)],
        [`${of}, prefixes`, prefixesQuery(span, filter)],
      ];
    }),
  );
}

async function tell(name: string, query: SQL): Promise<void> {
  const times: number[] = [];
  for (let i = 0; i < TIMES; i++) {
    const startedAt = performance.now();
    await database.execute(query);
    times.push(performance.now() - startedAt);
  }
  const median = times.sort((a, b) => a - b)[Math.floor(TIMES / 2)] ?? 0;
  const plan = await database.execute(sql`explain (analyze, costs off, timing off) ${query}`);
  console.log(`\n${name}: ${median.toFixed(0)} ms (median of ${TIMES})`);
  for (const row of plan) console.log(`  ${Object.values(row)[0]}`);
}
