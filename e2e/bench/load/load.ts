// What the server costs, beside others that do the same: npm run bench
// Options: --only pictures|signups|growth|start|profile, --rounds 5, --seconds 6 (of each round),
// --users 0,1000000,10000000 (in the table, for growth).
import { parseArgs } from 'node:util';
import type { Surroundings } from './contestants';
import { type LoadGenerator, startLoadGenerator } from './load-generator';
import { benchGrowth } from './parts/growth';
import { benchPictures } from './parts/pictures';
import { benchProfile } from './parts/profile';
import { benchSignUps } from './parts/signups';
import { benchStart } from './parts/start';
import { startStores } from './stores';
import { circumstances } from './table';

/** What every part has: the world, the load and how much of it. */
export interface Bench {
  around: Surroundings;
  load: LoadGenerator;
  rounds: number;
  seconds: number;
  /** How many users are in the table, for growth. */
  users: number[];
}

const PARTS = {
  pictures: benchPictures,
  signups: benchSignUps,
  growth: benchGrowth,
  start: benchStart,
  profile: benchProfile,
};

/** Asked for by name only. */
const APART = ['profile'];

const { values: options } = parseArgs({
  options: {
    only: { type: 'string' },
    rounds: { type: 'string', default: '5' },
    seconds: { type: 'string', default: '6' },
    users: { type: 'string', default: '0,1000000,10000000' },
  },
});
const parts =
  options.only?.split(',') ?? Object.keys(PARTS).filter((name) => !APART.includes(name));
const unknown = parts.filter((name) => !(name in PARTS));
if (unknown.length > 0) throw new Error(`no such part: ${unknown.join(', ')}`);

process.setMaxListeners(0); // each server is ended with this process
const stores = await startStores();
const load = await startLoadGenerator();
try {
  const outside = await load.ask('begin', { redisUrl: stores.redisUrl });
  const bench: Bench = {
    around: { stores, ...outside },
    load,
    rounds: Number(options.rounds),
    seconds: Number(options.seconds),
    users: options.users.split(',').map(Number),
  };
  for (const name of parts as (keyof typeof PARTS)[]) {
    const begun = circumstances();
    const report = await PARTS[name](bench);
    console.log(`\n### ${name}\n\n${begun}\n\n${report}\n`);
  }
} finally {
  load.stop();
  await stores.stop();
}
process.exit();
