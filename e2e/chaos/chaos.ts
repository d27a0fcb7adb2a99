// Hard days, tried on the production build: npm run chaos
// Its options are in the README, under "Hard days".
import { randomInt } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { Fault, Size } from './fault';
import { FAULTS } from './faults';
import { fuzz } from './fuzz';
import { Journal } from './journal';
import { MEASURABLE } from './memory';
import { Person } from './person';
import { brokenIn, tableOf, wordsOf } from './report';
import { type Result, tryFault } from './trial';
import { startWorld, type World, type WorldOptions } from './world';

const { values: options } = parseArgs({
  options: {
    fault: { type: 'string', multiple: true },
    short: { type: 'boolean', default: false },
    /** Requests of the fuzzer; 0 for none. */
    fuzz: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  },
});

const size: Size = options.short ? 'short' : 'long';
const names = options.fault ?? Object.keys(FAULTS);
const [results, complaints]: [Result[], string[]] = [[], []];

// Each kind of world once, for all that need it.
await inWorld({}, (fault) => !fault.needs?.hasCluster && !fault.needs?.hasClock, fuzzIt);
await inWorld({ hasClock: true }, ({ needs }) => needs?.hasClock === true);
await inWorld({ hasCluster: true }, ({ needs }) => needs?.hasCluster === true);
console.log(`\n${tableOf(results)}`);
for (const each of complaints) console.error(each);
process.exit(complaints.length > 0 ? 1 : 0); // sockets of a product that was stopped would keep it

async function inWorld(
  needs: WorldOptions,
  isFor: (fault: Fault) => boolean,
  andThen?: (world: World) => Promise<void>,
): Promise<void> {
  const mine = names.filter((name) => !FAULTS[name] || isFor(FAULTS[name]));
  if (mine.length === 0 && !andThen) return;
  const world = await startWorld({ ...needs, configuration: MEASURABLE });
  try {
    await warmUp(world);
    for (const name of mine) await tryIt(world, name);
    await andThen?.(world);
  } finally {
    await world.stop();
  }
}

/** What is loaded and compiled at first use is no growth. */
async function warmUp(world: World): Promise<void> {
  const journal = new Journal();
  for (let i = 0; i < 10; i++) {
    const all = Array.from({ length: 6 }, () => new Person(world, journal).signUp());
    await Promise.all(all);
  }
}

async function tryIt(world: World, name: string): Promise<void> {
  if (FAULTS[name]?.needs?.hasDisk && !world.database.hasDisk) {
    console.error(`${name}: not tried, for no disk can be mounted here`);
    return;
  }
  const startedAt = performance.now();
  const result = await tryFault(world, name, size);
  results.push(result);
  complaints.push(...brokenIn(result));
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.error([`${name}: ${seconds} s`, ...brokenIn(result)].join('\n  '));
}

async function fuzzIt(world: World): Promise<void> {
  const requests = Number(options.fuzz);
  if (requests === 0) return;
  const person = new Person(world, new Journal());
  await person.signUp();
  const fuzzed = await fuzz(world, {
    seed: Number(options.seed),
    requests,
    session: person.cookie,
  });
  console.log(wordsOf(fuzzed));
  complaints.push(...fuzzed.complaints);
}
