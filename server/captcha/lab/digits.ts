import { randomInt } from 'node:crypto';

/** A random code of `length` digits. */
export function randomDigits(length: number): string {
  return Array.from({ length }, () => randomInt(10)).join('');
}
