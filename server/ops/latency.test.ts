import { expect, test } from 'vitest';
import { latenciesOf } from './groups';
import { percentile, percentilesOf } from './latency';

test('a percentile lies within its bucket, as far as the share that is below it', () => {
  expect(percentile({ 10: 100 }, 0.5)).toBe(7.5);
  expect(percentile({ 5: 50, 10: 50 }, 0.5)).toBe(5);
  expect(percentile({ 50: 90, 250: 10 }, 0.95)).toBe(175);
  expect(percentile({ 50: 90, 250: 10 }, 1)).toBe(250);
  expect(percentile({ 5: 1 }, 0)).toBe(0);
});

test('empty buckets in between are passed over', () => {
  expect(percentile({ 5: 99, 5000: 1 }, 0.99)).toBe(5);
  expect(percentile({ 5: 98, 5000: 2 }, 0.99)).toBe(3_750);
});

test('beyond the last bound it is that bound, and of nothing there is none', () => {
  expect(percentilesOf({ 10: 1, inf: 99 })).toEqual({ p50: 5_000, p95: 5_000, p99: 5_000 });
  expect(percentilesOf({})).toEqual({ p50: null, p95: null, p99: null });
});

test('each thing has its own, in all and by hour', () => {
  const start = 3_600_000;
  const of = (label: string, count: number, start: number) => ({
    ...{ name: 'latency', country: null, sender: null },
    ...{ label, count, start },
  });
  const counts = [of('picture:10', 4, start), of('confirm:50', 6, start), of('picture:100', 4, 0)];
  const span = { step: 'hour', starts: [new Date(0), new Date(start)] } as const;
  expect(latenciesOf(counts, { ...span, starts: [...span.starts] })).toMatchObject([
    { what: 'confirm', count: 6, p50: 37.5, series: [{ p50: null }, { p50: 37.5 }] },
    { what: 'picture', count: 8, p50: 10, series: [{ p50: 75 }, { p50: 7.5 }] },
  ]);
});
