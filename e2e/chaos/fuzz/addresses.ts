import type { Random } from '../../attack/random';
import { chance, oneOf } from './values';

const ODD = [
  '',
  'unknown',
  '::1',
  '2001:db8::1',
  '[2001:db8::1]:80',
  '999.1.1.1',
  '10.0.0.1:x',
  ',,,',
  '1.2.3.4, 5.6.7.8',
  '::ffff:1.2.3.4',
  '%00',
];

/** Mostly one that nobody had before, so that no limit keeps the fuzzer out. */
export function newAddressOf(random: Random): string {
  if (chance(random, 0.05)) return oneOf(random, ODD);
  return [20 + random.below(80), random.below(256), random.below(256), 1 + random.below(254)].join(
    '.',
  );
}
