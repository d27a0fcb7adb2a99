import { randomInt } from 'node:crypto';

/** Characters people did not mistake for one another when read distorted. */
const ALPHABET = 'ACDEHMRTUWX2369';

export function randomAnswer(length: number): string {
  return Array.from({ length }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
}
