import { expect, test } from 'vitest';
import { ALPHABET, normalise, randomDigits, randomText } from './answer';
import { LEVELS } from './level';

test.each([
  ['ace3', 'ACE3'],
  [' ace 3 ', 'ACE3'],
  ['ＡＣＥ３', 'ACE3'],
  ['0OQo', 'DDDD'],
  ['4c7z', 'ACT2'],
  ['12-34-56', '123456'],
  ['AC\u200bE3', 'ACE3'],
])('%s counts as %s', (typed, meant) => {
  expect(normalise(typed)).toBe(normalise(meant));
});

test('of what a picture shows no two characters count as one', () => {
  expect(new Set([...ALPHABET].map(normalise)).size).toBe(ALPHABET.length);
});

test('of what a recording says no two digits count as one', () => {
  expect(new Set([...'0123456789'].map(normalise)).size).toBe(10);
});

test('texts are 4 characters of the alphabet, 5 when hard; recordings 6 digits', () => {
  const lengths = LEVELS.map((level) => randomText(level).length);
  expect(lengths).toEqual([4, 4, 5]);
  expect([...randomText('hard')].every((character) => ALPHABET.includes(character))).toBe(true);
  expect(randomDigits()).toMatch(/^\d{6}$/);
});

test('every character comes as often as any other', () => {
  const counts = new Map<string, number>();
  for (let i = 0; i < 13_000 / 4; i++) {
    for (const character of randomText('normal')) {
      counts.set(character, (counts.get(character) ?? 0) + 1);
    }
  }
  // 1,000 of each are expected; 7 standard deviations are 220.
  for (const character of ALPHABET) {
    expect(Math.abs((counts.get(character) ?? 0) - 1_000)).toBeLessThan(220);
  }
});
