import { randomInt } from 'node:crypto';
import { type Challenge, createChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import type { Pressure } from '../pressure';

/** What the browser needs to start: altcha's challenge, unsigned, for its solver. */
export type Problem = Challenge;

/**
 * Iterations of PBKDF2-SHA-256 in one try: so many that whatever else a browser does for a try, and
 * a bot would not, is little beside it.
 */
const ITERATIONS = 10_000;

/**
 * Tries it takes at most, by pressure; half as many on average. Without pressure 0.3 s of a desktop
 * core, and under 3 s on a phone a ninth as fast, which has one thread for this in Chromium.
 */
const MOST_TRIES = { 0: 150, 1: 450, 2: 1_350 } as const satisfies Record<Pressure, number>;

/**
 * A problem and its solution, in hex. The problem shows the first half of a key that is derived
 * from a number nobody else knows: to find the whole key one has to try the numbers
 * in turn. `data.mostTries` is for the progress bar.
 * https://altcha.org/docs/v2/proof-of-work
 */
export async function pose(pressure: Pressure): Promise<{ problem: Problem; solution: string }> {
  const mostTries = MOST_TRIES[pressure];
  let solution = '';
  const problem = await createChallenge({
    algorithm: 'PBKDF2/SHA-256',
    cost: ITERATIONS,
    // From 0: whoever knows of a higher start begins there, and only honest browsers do the rest.
    counter: randomInt(mostTries),
    data: { mostTries },
    deriveKey: async (...input) => {
      const derived = await deriveKey(...input);
      solution = Buffer.from(derived.derivedKey).toString('hex');
      return derived;
    },
  });
  return { problem, solution };
}
