import { randomInt } from 'node:crypto';
import { type Challenge, createChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Pressure } from '../pressure';

/** What the browser needs to start: altcha's challenge, unsigned, for its solver. */
export type Problem = Challenge;

/** Iterations of PBKDF2-SHA-256 in one try. */
const ITERATIONS = 1_000;

/** Tries it takes, from this many to twice as many, by pressure. */
const LEAST_TRIES = { 0: 1_000, 1: 3_000, 2: 9_000 } as const satisfies Record<Pressure, number>;

/**
 * A problem and its solution, in hex. The problem shows the first half of a key that is derived
 * from a number nobody else knows: to find the whole key one has to try the numbers in turn.
 * https://altcha.org/docs/v2/proof-of-work
 */
export async function pose(pressure: Pressure): Promise<{ problem: Problem; solution: string }> {
  const least = LEAST_TRIES[pressure];
  let solution = '';
  const problem = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: ITERATIONS,
    counter: randomInt(least, 2 * least),
    deriveKey: async (...input) => {
      const derived = await deriveKey(...input);
      solution = Buffer.from(derived.derivedKey).toString('hex');
      return derived;
    },
  });
  return { problem, solution };
}
