import { randomInt } from 'node:crypto';
import { test as base, expect } from 'playwright/test';
import { onPath } from '../../server/tools/command.mjs';
import { findFaketime } from '../../server/tools/faketime.mjs';
import { FAULTS } from './faults';
import { fuzz } from './fuzz';
import { Journal } from './journal';
import { Person } from './person';
import { wordsOf } from './report';
import { tryFault } from './trial';
import { startWorld, type World } from './world';

const FUZZED = 4_000;

/** Of China's providers one has to be slower than this to be slow here. */
const SHORT = { SMS_SENDER_DEADLINE: '1s' };

const test = base.extend<object, { world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters of a fixture
    async ({}, use) => {
      const world = await startWorld({ hasClock: true, configuration: SHORT });
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

test.describe.configure({ timeout: 60_000 });
test.skip(!findFaketime() || !onPath('redis-server'), 'libfaketime or redis-server is missing');

for (const [name, { title, isLong }] of Object.entries(FAULTS)) {
  if (isLong) continue;
  test(`${title}: people sign up before, meanwhile and after, and every promise is kept`, async ({
    world,
  }) => {
    // Where nobody may mount a disk, none can be filled; npm run chaos says so.
    if (FAULTS[name]?.needs?.hasDisk && !world.database.hasDisk) return;
    const { broken } = await tryFault(world, name, 'short');
    for (const [promise, found] of Object.entries(broken)) expect.soft(found, promise).toEqual([]);
  });
}

test('random requests on every door: no 500, nothing of the inside, nothing sent or written', async ({
  world,
}) => {
  const person = new Person(world, new Journal());
  await person.signUp();
  const seed = randomInt(2 ** 31);
  const fuzzed = await fuzz(world, { seed, requests: FUZZED, session: person.cookie });
  expect(fuzzed.complaints, wordsOf(fuzzed)).toEqual([]);
  expect(fuzzed.requests).toBe(FUZZED);
});
