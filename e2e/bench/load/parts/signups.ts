import { type Contestant, MEASURED_CORE, pin } from '../contestant';
import {
  betterAuth,
  betterAuthEnvironment,
  flask,
  gatehouse,
  nextApp,
  WITHOUT_HASH,
} from '../contestants';
import type { SignUpName } from '../generator/walks';
import { cpuOfHash } from '../hash';
import type { Bench } from '../load';
import { type Entry, figureOf, type Measured, measureInTurn } from '../measure';
import { ratios, spread, table, verdict } from '../table';
import { reportOfSteps } from './steps';

const CONNECTIONS = 8;

const OURS = 'Gatehouse';
const OURS_BARE = 'Gatehouse, no hash';
const ORIGINAL_BARE = 'original stack, no hash';
const NEXT_BARE = 'better-auth behind Next, no hash';
const NEXT_CODE = 'better-auth behind Next, no password at all';

/** Complete sign-ups a second of one core, what each costs, and what each asks of the stores. */
export async function benchSignUps(bench: Bench): Promise<string> {
  const { around } = bench;
  const start = async (starting: Promise<Contestant>) => {
    const contestant = await starting;
    pin(contestant.pid, MEASURED_CORE);
    return contestant;
  };
  const ours = await start(gatehouse(around));
  const oursBare = await start(gatehouse(around, WITHOUT_HASH));
  const original = await start(flask(around));
  const originalBare = await start(flask(around, 'none'));
  const node = await start(betterAuth(around));
  const nodeBare = await start(betterAuth(around, 'none'));
  const next = await start(nextApp(await betterAuthEnvironment(around)));
  const nextBare = await start(nextApp(await betterAuthEnvironment(around, 'none')));

  const entry = (name: string, contestant: Contestant, who: SignUpName): Entry => {
    const { url } = contestant;
    const job = { url, who, connections: CONNECTIONS };
    const run = (seconds: number) => bench.load.ask('sign-ups', { ...job, seconds });
    return { name, contestant, run };
  };
  const entries = [
    entry(OURS, ours, 'gatehouse'),
    entry('original stack', original, 'flask'),
    entry('better-auth on Node', node, 'betterAuthPassword'),
    entry('better-auth behind Next', next, 'betterAuthPassword'),
    entry(OURS_BARE, oursBare, 'gatehouse'),
    entry(ORIGINAL_BARE, originalBare, 'flask'),
    entry('better-auth on Node, no hash', nodeBare, 'betterAuthPassword'),
    entry(NEXT_BARE, nextBare, 'betterAuthPassword'),
    entry('better-auth on Node, no password at all', nodeBare, 'betterAuth'),
    entry(NEXT_CODE, nextBare, 'betterAuth'),
  ];
  const measured = await measureInTurn(entries, around.stores, bench);
  const hash = await cpuOfHash(bench.rounds);
  const all = [ours, oursBare, original, originalBare, node, nodeBare, next, nextBare];
  for (const { stop } of all) await stop();
  const parts = [reportOf(measured), verdictsOf(measured, hash), await reportOfSteps(bench)];
  return parts.join('\n\n');
}

function reportOf(measured: Measured): string {
  const head = ['', 'sign-ups/s', 'CPU, ms', 'of one core', 'Postgres, ms', 'Redis, ms'];
  const rows = [...measured.keys()].map((name) => [
    name,
    spread(figureOf(measured, name, 'perSecond'), 1),
    spread(figureOf(measured, name, 'cpu')),
    spread(figureOf(measured, name, 'busy')),
    spread(figureOf(measured, name, 'postgresCpu')),
    spread(figureOf(measured, name, 'redisCpu')),
  ]);
  return table([head, ...rows]);
}

/** The hash is left out in two ways, which have to agree: not done, and taken off. */
function verdictsOf(measured: Measured, hash: number[]): string {
  const cpu = (name: string) => figureOf(measured, name, 'cpu');
  const takenOff = cpu(OURS).map((value, round) => value - (hash[round] ?? Number.NaN));
  const ratio = (words: string, other: string, target: { most: number }) => {
    const all = ratios(cpu(OURS_BARE), cpu(other));
    return `- CPU × ${words}: ${spread(all)}, ${verdict(all, target)}`;
  };
  return [
    `One hash in a process of its own takes ${spread(hash)} ms of CPU; taken off the first line, ${spread(takenOff)} ms are left.`,
    '',
    ratio(ORIGINAL_BARE, ORIGINAL_BARE, { most: 0.7 }),
    ratio(NEXT_BARE, NEXT_BARE, { most: 0.5 }),
    ratio(NEXT_CODE, NEXT_CODE, { most: 0.5 }),
  ].join('\n');
}
