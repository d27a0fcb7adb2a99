import { expect, test } from 'vitest';
import { best, countsOf, solvedBy, union, wilson } from './score';

const upper = (typed: string) => typed.toUpperCase();
const readings = { 'a/raw': ['ac3d', 'X'], 'a/otsu': [' A C,3D\n', 'x9x9'], 'b/raw': ['', ''] };
const solved = solvedBy(readings, ['AC3D', 'X9X9'], upper);

test('case, spaces and signs do not count', () => {
  expect(countsOf(solved)).toEqual({
    'a/raw': { solved: 1, n: 2 },
    'a/otsu': { solved: 2, n: 2 },
    'b/raw': { solved: 0, n: 2 },
  });
});

test('an answer that is there twice or in part is not read', () => {
  expect(solvedBy({ a: ['AC3DAC3D', 'AC3'] }, ['AC3D', 'AC3D'], upper).a).toEqual([false, false]);
});

test('best is the mode with the most, union what at least one of them read', () => {
  expect(best(solved, (mode) => mode.startsWith('a/'))?.mode).toBe('a/otsu');
  expect(union(solved, (mode) => mode.endsWith('/raw'))).toEqual({ solved: 1, n: 2 });
  expect(union(solved, (mode) => mode.startsWith('b/'))).toEqual({ solved: 0, n: 2 });
});

test('of what was not measured nothing is said', () => {
  expect(best(solved, () => false)).toBeUndefined();
  expect(union(solved, () => false)).toBeUndefined();
});

test("Wilson's interval is the textbook's", () => {
  const [low, high] = wilson({ solved: 10, n: 100 });
  expect(low).toBeCloseTo(0.0552, 4);
  expect(high).toBeCloseTo(0.1744, 4);
  expect(wilson({ solved: 0, n: 1000 })[0]).toBe(0);
  expect(wilson({ solved: 0, n: 1000 })[1]).toBeCloseTo(0.0038, 4);
});
