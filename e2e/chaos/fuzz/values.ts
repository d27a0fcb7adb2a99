import type { Random } from '../../attack/random';

/** One of them. */
export function oneOf<T>(random: Random, all: readonly T[]): T {
  return all[random.below(all.length)] as T;
}

export function chance(random: Random, probability: number): boolean {
  return random.next() < probability;
}

export function randomBytes(random: Random, length: number): Buffer {
  return Buffer.from(Array.from({ length }, () => random.below(256)));
}

/** Text that somebody once forgot to think of. */
const TEXTS = [
  '',
  ' ',
  '\0',
  'a\0b',
  '\u{1F600}'.repeat(50),
  '\ud800', // half a character
  '\uffff\ufeff\u202e',
  'A'.repeat(999),
  'A'.repeat(5_000),
  '%00%0d%0a',
  "'; drop table users; --",
  '{{7*7}}',
  '../../../../etc/passwd',
  '<script>alert(1)</script>',
  '\r\nSet-Cookie: session=x',
  '__proto__',
  'null',
  '-1',
  '1e999',
  '+8617600000000',
  '17600000000',
  '１７６００００００００', // full-width
  '+86 176 0000 0000;ext=5',
  '+1'.repeat(400),
  '00000000-0000-0000-0000-000000000000',
  'FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF',
  'a'.repeat(36),
  '000000',
  '٠٠٠٠٠٠', // digits of another script
] as const;

const SPECIAL = [null, true, false, 0, -0, -1, 1e308, 2 ** 53, 0.1, [], {}, [[]], [null]] as const;

const KEYS = [
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  '',
  '\0',
  '0',
  'length',
  'json',
];

export function hostileText(random: Random): string {
  if (chance(random, 0.15)) return randomBytes(random, random.below(64)).toString('latin1');
  return oneOf(random, TEXTS);
}

export function hostileValue(random: Random, depth = 0): unknown {
  if (chance(random, 0.5)) return hostileText(random);
  if (depth > 3 || chance(random, 0.6)) return oneOf(random, SPECIAL);
  if (chance(random, 0.5))
    return Array.from({ length: random.below(4) }, () => hostileValue(random, depth + 1));
  return Object.fromEntries([[hostileKey(random), hostileValue(random, depth + 1)]]);
}

export function hostileKey(random: Random): string {
  return chance(random, 0.7) ? oneOf(random, KEYS) : hostileText(random);
}

/** Each part of it stays, goes, or becomes another, and some are added. */
export function mutated(random: Random, input: Record<string, unknown>): string {
  const parts = Object.entries(input).flatMap(([key, value]) => {
    if (chance(random, 0.6)) return [[key, value] as const];
    return chance(random, 0.15) ? [] : [[key, hostileValue(random)] as const];
  });
  if (chance(random, 0.2)) parts.push([hostileKey(random), hostileValue(random)]);
  // By hand, for an object has no key twice and keeps `__proto__` to itself.
  const members = parts.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`);
  return `{${members.join(',')}}`;
}

/** Some bytes become others, or it ends early. */
export function scrambled(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  for (let i = random.below(4); i >= 0 && copy.length > 0; i--) {
    copy[random.below(copy.length)] = random.below(256);
  }
  return chance(random, 0.3) ? copy.subarray(0, random.below(copy.length + 1)) : copy;
}
