import { expect, test } from 'vitest';
import { blackAndWhite, inverted, otsuThreshold, withoutPolarity } from './pixels';

test('Otsu parts two groups of levels between them', () => {
  const grey = Uint8Array.from([10, 12, 14, 10, 200, 210, 205, 200]);
  expect(otsuThreshold(grey)).toBe(14);
  expect([...blackAndWhite(grey)]).toEqual([0, 0, 0, 0, 255, 255, 255, 255]);
});

test('a picture of one level has no ink or no paper', () => {
  expect(new Set(blackAndWhite(new Uint8Array(9).fill(77))).size).toBe(1);
});

test('a stroke comes out alike dark on light and light on dark', () => {
  const width = 15;
  const stroke = Uint8Array.from({ length: width * width }, (_, i) => (i % width === 7 ? 20 : 220));
  const dark = withoutPolarity(stroke, width, 3);
  const light = withoutPolarity(inverted(stroke), width, 3);
  expect(Math.max(...dark.map((level, i) => Math.abs(level - (light[i] ?? 0))))).toBeLessThan(2);
  expect(dark[7 * width + 7]).toBe(0);
  expect(dark[7 * width + 1]).toBe(255);
});

test('the mean at the edge is of the pixels that exist', () => {
  expect([...withoutPolarity(new Uint8Array(12).fill(90), 4, 2)]).toEqual(new Array(12).fill(255));
});
