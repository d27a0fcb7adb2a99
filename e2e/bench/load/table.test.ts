import { expect, test } from 'vitest';
import { ratios, spread, table, verdict } from './table';

test('a table is Markdown', () => {
  expect(
    table([
      ['a', 'b'],
      ['1', '2'],
    ]),
  ).toBe('| a | b |\n| --- | --- |\n| 1 | 2 |');
});

test('a spread is the median between the least and the most', () => {
  expect(spread([3, 1, 2])).toBe('2.00 (1.00–3.00)');
  expect(spread([0.5, 0.5], 1)).toBe('0.5');
  expect(spread([])).toBe('');
});

test('a ratio is of figures of the same round', () => {
  expect(ratios([2, 9, 4], [1, 3])).toEqual([2, 3]);
});

test('a target is met by the median', () => {
  expect(verdict([0.5, 0.8, 9], { least: 0.75 })).toBe('≥ 0.75: ok');
  expect(verdict([0.5, 0.6, 9], { least: 0.75 })).toBe('≥ 0.75: **not met**');
  expect(verdict([0.5, 0.8, 0.9], { most: 0.75 })).toBe('≤ 0.75: **not met**');
});
