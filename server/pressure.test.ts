import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newVisitor } from '#e2e/support/visitors';
import { pressureKeys, pressureStep, raise } from './pressure';
import { kv } from './stores';
import { transact } from './transaction';
import type { Visitor } from './visitor';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

async function pressureOn(visitor: Visitor) {
  const [pressure] = await transact(pressureStep(visitor));
  return pressure;
}

async function raiseTimes(times: number, visitor: () => Visitor) {
  await Promise.all(Array.from({ length: times }, () => raise(visitor())));
}

describe('pressure', () => {
  test('of one address begins with its 6th failure and is strong with its 24th', async () => {
    const visitor = newVisitor();
    const seen: number[] = [];
    for (const more of [5, 1, 17, 1]) {
      await raiseTimes(more, () => visitor);
      seen.push(await pressureOn(visitor));
    }
    expect(seen).toEqual([0, 1, 1, 2]);
  });

  test('of many addresses in one network is felt by all of it and by nobody else', async () => {
    const network = randomUUID();
    await raiseTimes(40, () => ({ ...newVisitor(), network }));
    expect(await pressureOn({ ...newVisitor(), network })).toBe(1);
    expect(await pressureOn(newVisitor())).toBe(0);
  });

  test('one address alone cannot raise it for its network', async () => {
    const visitor = newVisitor();
    await raiseTimes(100, () => visitor);
    expect(await pressureOn(visitor)).toBe(2);
    expect(await pressureOn({ ...visitor, address: randomUUID() })).toBe(0);
  });

  test('of the whole site is felt by everybody', async () => {
    vi.stubEnv('PRESSURE_WINDOW', '11m'); // counts of its own
    vi.stubEnv('PRESSURE_PER_SITE', '30');
    await raiseTimes(30, newVisitor);
    expect(await pressureOn(newVisitor())).toBe(1);
  });

  test('fades over the window after', async () => {
    const windowSeconds = 600;
    const start = Math.ceil(Date.now() / 1000 / windowSeconds) * windowSeconds * 1000;
    vi.useFakeTimers({ now: start, toFake: ['Date'] });
    const visitor = newVisitor();
    await raiseTimes(12, () => visitor);
    const seen: number[] = [];
    for (const seconds of [0, 599, 600, 899, 901, 1_200]) {
      vi.setSystemTime(start + seconds * 1000);
      seen.push(await pressureOn(visitor));
    }
    expect(seen).toEqual([1, 1, 1, 1, 0, 0]);
  });

  test('leaves nothing in the store after two windows', async () => {
    const visitor = newVisitor();
    await raise(visitor);
    const [key = ''] = pressureKeys(visitor, Date.now());
    expect(1_200 - (await kv().ttl(key))).toBeLessThanOrEqual(2);
  });
});
