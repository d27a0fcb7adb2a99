import { expect, test } from 'vitest';
import { Mistake } from '../mistake';
import { nameToKeep, parseLeverName } from './lever-name';

test.each([
  ['+8617612', 'prefix', '+8617612'],
  ['+86 176-12', 'prefix', '+8617612'],
  ['008617612', 'prefix', '+8617612'],
  ['＋８６１７６１２', 'prefix', '+8617612'],
  ['+1', 'prefix', '+1'],
  [' cn', 'country', 'CN'],
  ['HK', 'country', 'HK'],
  ['all', 'all', 'all'],
  ['budget', 'budget', 'budget'],
])('%s is understood', (typed, kind, name) => {
  expect(parseLeverName(typed)).toEqual({ kind, name });
});

test.each([
  ['17612', 'write it as +8617612'],
  ['+86 (0)176', 'write it as +8617612'],
  ['+', 'write it as +8617612'],
  ['+8617612345678901', 'write it as +8617612'],
  ['+8', 'code of no country'],
  ['+999', 'code of no country'],
  ['China', 'two letters such as CN'],
  ['XX', 'two letters such as CN'],
  ['', 'two letters such as CN'],
])('%s is refused in words', (typed, words) => {
  expect(() => parseLeverName(typed)).toThrow(Mistake);
  expect(() => parseLeverName(typed)).toThrow(words);
});

test('what is kept for ever of a name is never a whole number', () => {
  expect(nameToKeep('+8617612345678')).toBe('+861761234****');
  for (const name of ['+8617612', '+861761234', 'CN', 'all']) expect(nameToKeep(name)).toBe(name);
});
