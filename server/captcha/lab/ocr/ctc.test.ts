import { expect, test } from 'vitest';
import { lockTo, readFreely, readLocked } from './ctc';

const DICTIONARY = ['A', 'o', '0', '图'];
const upper = (typed: string) => typed.toUpperCase().replaceAll('O', '0');

test('repeats are one character unless a blank parts them, and blanks are none', () => {
  const steps = [blank, is(1), is(1), blank, is(1), is(2), blank];
  expect(readFreely(reading(steps), DICTIONARY)).toBe('AAo');
});

test('locked to an alphabet, what is not in it cannot be read', () => {
  const steps = [[0.1, 0.3, 0, 0, 0.6], blank];
  expect(readFreely(reading(steps), DICTIONARY)).toBe('图');
  expect(readLocked(reading(steps), lockTo('A', DICTIONARY, upper))).toBe('A');
});

test('classes that the server takes for one character count together', () => {
  const lock = lockTo('A0', DICTIONARY, upper);
  expect(lock).toEqual([
    { character: 'A', classes: [1] },
    { character: '0', classes: [2, 3] },
  ]);
  expect(readLocked(reading([[0.1, 0.4, 0.25, 0.25, 0]]), lock)).toBe('0');
});

const blank = [1, 0, 0, 0, 0];

function is(index: number): number[] {
  return blank.map((_, i) => (i === index ? 0.9 : 0.02));
}

function reading(steps: number[][]) {
  return { probabilities: Float32Array.from(steps.flat()), classes: DICTIONARY.length + 1 };
}
