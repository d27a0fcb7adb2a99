import { expect, test } from 'vitest';
import { mannWhitney, quantile } from './mann-whitney';

const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

test.each([
  // By scipy.stats.mannwhitneyu with method='asymptotic'; the first is the example of its manual.
  [[19, 22, 16, 29, 24], [20, 11, 17, 12], 0.111346887],
  [[1, 2, 2, 3], [2, 3, 4, 5], 0.136658248],
  [range(0, 10), range(10, 20), 0.000182672],
])('%j and %j: p is the known one', (one, other, p) => {
  expect(mannWhitney(one, other)).toBeCloseTo(p, 6);
  expect(mannWhitney(other, one)).toBeCloseTo(p, 6);
});

test('the same values, or nothing but one value, are no difference', () => {
  expect(mannWhitney(range(0, 300), range(0, 300))).toBeCloseTo(1);
  expect(mannWhitney([7, 7, 7], [7, 7, 7])).toBe(1);
});

test('300 values each: a twentieth of the spread is lost in noise, half of it is not', () => {
  const noise = range(0, 300).map((i) => (i * 0.618034) % 1);
  expect(
    mannWhitney(
      noise,
      noise.map((each) => each + 0.05),
    ),
  ).toBeGreaterThan(0.001);
  expect(
    mannWhitney(
      noise,
      noise.map((each) => each + 0.5),
    ),
  ).toBeLessThan(1e-9);
});

test('quantiles', () => {
  expect([quantile([3, 1, 2]), quantile([4, 1, 2, 3]), quantile([1, 2, 3, 4, 5], 0.25)]).toEqual([
    2, 2.5, 2,
  ]);
});
