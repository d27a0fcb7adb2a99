import type { Contestant } from '../contestant';
import {
  betterAuth,
  betterAuthEnvironment,
  flask,
  gatehouse,
  nextApp,
  type Surroundings,
} from '../contestants';
import type { StepCounts } from '../generator/count';
import type { SignUpName } from '../generator/walks';
import type { Bench } from '../load';
import { table } from '../table';

const SIGN_UPS = 15;

/** Whose sign-ups are looked at, and how they are started. */
const WHO = [
  ['Gatehouse', 'gatehouse', 'gatehouse', gatehouse],
  ['original stack', 'flask', 'flask', flask],
  ['better-auth', 'better_auth', 'betterAuthPassword', betterAuth],
  [
    'better-auth behind Next',
    'better_auth',
    'betterAuthPassword',
    async (around) => nextApp(await betterAuthEnvironment(around)),
  ],
] as const satisfies [string, string, SignUpName, (around: Surroundings) => Promise<Contestant>][];

/** What each step of a sign-up asks of Redis and Postgres: the median of some, one at a time. */
export async function reportOfSteps(bench: Bench): Promise<string> {
  const head = ['', 'step', 'round trips', 'commands', 'to Redis', 'statements', 'to Postgres'];
  const rows: string[][] = [];
  for (const [name, database, who, start] of WHO) {
    const counts = await countsOf(bench, database, who, start);
    rows.push(...rowsOf(counts).map((row) => [name, ...row]));
  }
  return table([head, ...rows]);
}

async function countsOf(
  { around, load }: Bench,
  database: string,
  who: SignUpName,
  start: (around: Surroundings) => Promise<Contestant>,
): Promise<StepCounts[]> {
  const databaseUrl = await around.stores.database(database);
  const { url } = await load.ask('proxy', { databaseUrl });
  const stores = { ...around.stores, database: async () => url };
  const contestant = await start({ ...around, stores });
  const counts = await load.ask('count', { url: contestant.url, who, times: SIGN_UPS });
  await contestant.stop();
  return counts;
}

function rowsOf(counts: StepCounts[]): string[][] {
  const steps = [...new Set(counts.map(({ step }) => step))];
  const typical = steps.map((step) => typicalOf(counts.filter((each) => each.step === step)));
  const sum = (of: (each: StepCounts) => number) =>
    String(typical.reduce((total, each) => total + of(each), 0));
  const all = [
    '**all**',
    sum((each) => each.redisRoundTrips),
    sum((each) => each.redisCommands.length),
    '',
    sum((each) => each.statements.length),
    '',
  ];
  return [...typical.map(rowOf), all];
}

/** The one in the middle: now and then a copy is renewed meanwhile, or a connection is new. */
function typicalOf(counts: StepCounts[]): StepCounts {
  const size = (each: StepCounts) => each.redisCommands.length + each.statements.length;
  const sorted = counts.toSorted((a, b) => size(a) - size(b));
  return sorted[Math.floor(sorted.length / 2)] as StepCounts;
}

function rowOf({ step, redisRoundTrips, redisCommands, statements }: StepCounts): string[] {
  return [
    step,
    String(redisRoundTrips),
    String(redisCommands.length),
    listOf(redisCommands),
    String(statements.length),
    listOf(statements.map(shortened)),
  ];
}

/** `get × 3, set`. */
function listOf(names: string[]): string {
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  return [...counts].map(([name, count]) => (count > 1 ? `${name} × ${count}` : name)).join(', ');
}

/** What a statement does, and to which table. */
function shortened(statement: string): string {
  const [verb = ''] = statement.trim().toLowerCase().split(/[\s;]/);
  const [, name = ''] = /\b(?:from|into|update)\s+"?(\w+)/i.exec(statement) ?? [];
  return `${verb} ${name}`.trim();
}
