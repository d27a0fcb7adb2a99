import { randomInt } from 'node:crypto';
import type { Level } from './level';

/** Characters that people did not mistake for one another when they read them distorted. */
export const ALPHABET = 'ACDEMRTWX2369';

/** What people type for a character that no picture has, where only one can be meant. */
const LOOK_ALIKES: Record<string, string> = { 0: 'D', O: 'D', Q: 'D', 4: 'A', 7: 'T', Z: '2' };

const LENGTH = { easy: 4, normal: 4, hard: 5 } as const satisfies Record<Level, number>;

const DIGITS = 6;

/** The text of a picture. */
export function randomText(level: Level): string {
  return characters(LENGTH[level], ALPHABET);
}

/** What a recording says. */
export function randomDigits(): string {
  return characters(DIGITS, '0123456789');
}

/** An answer as it is compared: no spaces or dashes, one case, full-width and look-alikes as the plain one. */
export function normalise(answer: string): string {
  const plain = answer
    .normalize('NFKC')
    .replace(/[\s\p{Cf}-]/gu, '')
    .toUpperCase();
  return [...plain].map((character) => LOOK_ALIKES[character] ?? character).join('');
}

function characters(length: number, alphabet: string): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}
