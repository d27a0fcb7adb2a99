import { test as base, expect } from 'playwright/test';
import { onPath } from '../../server/tools/command.mjs';
import { findFaketime } from '../../server/tools/faketime.mjs';
import { CASES } from './cases';
import { startWorld, type World } from './product';
import { type Play, play } from './run';

const test = base.extend<object, { world: World }>({
  world: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the parameters of a fixture
    async ({}, use) => {
      const world = await startWorld();
      await use(world);
      await world.stop();
    },
    { scope: 'worker', timeout: 60_000 },
  ],
});

test.describe.configure({ timeout: 60_000 });
test.skip(!findFaketime() || !onPath('redis-server'), 'libfaketime or redis-server is missing');

const under = (name: string, rest: Partial<Play> = {}): Play => ({
  name,
  policy: 'gatehouse',
  ...rest,
});

test('keys of the store and moments of the product keep the virtual clock', async ({ world }) => {
  const { sent } = await play(world, under('b', { size: { hours: 48, asks: 12 } }));
  expect(sent.length).toBeGreaterThan(5);
});

for (const [name, { title, target }] of Object.entries(CASES)) {
  const words = target ? `: ${target.words}` : '';
  test(`(${name}) ${title}${words}`, async ({ world }) => {
    const { target, sent, ...rest } = await play(world, under(name));
    const { honest, served, verified, refusals, measured } = rest;
    const found = { sent: sent.length, honest, served, verified, refusals, measured };
    expect(target?.isMet ?? true, JSON.stringify(found)).toBe(true);
  });
}

test('(c) without a guard the bound is broken', async ({ world }) => {
  const { target, sent, asked } = await play(world, under('c', { policy: 'none' }));
  expect([target?.isMet, sent.length]).toEqual([false, asked]);
});
