import { solveChallengeWorkers } from 'altcha-lib';
import type { Challenge } from 'altcha-lib/types';
import { TRIED } from './tried';

/** More do not help: some browsers have one thread for this, however many ask. */
const MOST_WORKERS = 4;

/** Shorter than any problem lasts: after that its solution would be of no use. */
const PATIENCE_MILLISECONDS = 240_000;

/**
 * Solves a problem in workers; nothing when `controller` aborts. `onProgress` is told in percent of
 * the tries it can take at most.
 */
export async function solve(
  problem: Challenge,
  controller: AbortController,
  onProgress: (percent: number) => void,
): Promise<string | undefined> {
  const mostTries = Number(problem.parameters.data?.mostTries);
  let tries = 0;
  const solution = await solveChallengeWorkers({
    challenge: problem,
    concurrency: Math.min(MOST_WORKERS, navigator.hardwareConcurrency || 1),
    controller,
    timeout: PATIENCE_MILLISECONDS,
    createWorker: () =>
      newWorker(() => {
        tries++;
        onProgress(Math.floor((100 * tries) / mostTries));
      }),
  });
  if (!solution && !controller.signal.aborted) throw new Error('no solution in time');
  return solution?.derivedKey;
}

function newWorker(onTry: () => void): Worker {
  const worker = new Worker(new URL('./proof-worker.ts', import.meta.url), { type: 'module' });
  worker.addEventListener('message', (event) => {
    if (event.data !== TRIED) return;
    event.stopImmediatePropagation(); // altcha takes every message for the solution
    onTry();
  });
  return worker;
}
