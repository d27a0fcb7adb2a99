import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { expect, test } from 'vitest';
import { pose } from './proof-of-work';

test("what altcha's solver finds is the solution", async () => {
  const { problem, solution } = await pose(0);
  const found = await solveChallenge({ challenge: problem, deriveKey });
  expect(solution).toMatch(/^[0-9a-f]{64}$/);
  expect(found?.derivedKey).toBe(solution);
});

test('it is found within the tries the problem states', async () => {
  const { problem } = await pose(0);
  const found = await solveChallenge({ challenge: problem, deriveKey });
  expect(found?.counter).toBeLessThan(Number(problem.parameters.data?.mostTries));
});

test('half of the key is shown, and the rest is nowhere in the problem', async () => {
  const { problem, solution } = await pose(0);
  expect(problem.parameters.keyPrefix).toBe(solution.slice(0, 32));
  expect(JSON.stringify(problem)).not.toContain(solution.slice(32));
});

test('each step of pressure makes it at least twice the work', async () => {
  const problems = await Promise.all(([0, 1, 2] as const).map(pose));
  const [none = 0, some = 0, strong = 0] = problems.map(
    ({ problem: { parameters } }) => parameters.cost * Number(parameters.data?.mostTries),
  );
  expect(some).toBeGreaterThanOrEqual(2 * none);
  expect(strong).toBeGreaterThanOrEqual(2 * some);
});

test('no two problems are alike', async () => {
  const posed = await Promise.all(Array.from({ length: 20 }, () => pose(0)));
  for (const part of ['nonce', 'salt', 'keyPrefix'] as const) {
    expect(new Set(posed.map(({ problem }) => problem.parameters[part])).size).toBe(20);
  }
});
