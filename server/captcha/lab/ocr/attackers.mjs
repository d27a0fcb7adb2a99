// Who reads.
import { onPath } from '../../../tools/command.mjs';
import { endToEnd } from './attackers/end-to-end.mjs';
import { paddle } from './attackers/paddle.mjs';
import { tesseract } from './attackers/tesseract.mjs';

const OPENERS = {
  tesseract: (jobs) => tesseract({ jobs }),
  paddle: (jobs) => paddle({ name: 'paddle', stretch: 1, threads: jobs }),
  'paddle-wide': (jobs) => paddle({ name: 'paddle-wide', stretch: 2, threads: jobs }),
  'paddle-e2e': (jobs) => endToEnd({ jobs }),
};

export const ATTACKERS = Object.keys(OPENERS);

/**
 * Reads a batch of pictures, each given in the same views, knowing what can be in them.
 * @typedef {(
 *   looks: Record<string, import('./views.mjs').View>[],
 *   source: { alphabet: string, normalise: (typed: string) => string },
 * ) => Promise<import('./score').Readings>} Attacker
 */

/**
 * @param {string[]} names of ATTACKERS
 * @param {number} jobs how many cores may be used
 * @returns {Promise<Attacker[]>}
 */
export function openAttackers(names, jobs) {
  const here = names.filter((name) => name !== 'tesseract' || onPath('tesseract'));
  return Promise.all(here.map((name) => OPENERS[name](jobs)));
}
