import { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { adjacencyGraphs, dictionary } from '@zxcvbn-ts/language-common';

const zxcvbn = new ZxcvbnFactory({ dictionary, graphs: adjacencyGraphs });

/** No password is looked at further: the estimator's time grows with the square of the length. */
const MOST_CHARACTERS = 64;

/** How hard a password is to guess, from 0 (at once) to 4 (not in this life), for who knows `context`. */
export function estimate(password: string, context: string[]): number {
  return zxcvbn.check(password.slice(0, MOST_CHARACTERS), [...context, 'gatehouse']).score;
}
