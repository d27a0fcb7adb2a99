import { expect, test } from 'vitest';
import {
  cumulativeLayoutShift,
  interactionToNextPaint,
  median,
  SHORTEST_EVENT,
  totalBlockingTime,
} from './figures';

test('a median is the middle one, or between the middle two', () => {
  expect(median([30, 10, 20])).toBe(20);
  expect(median([30, 10, 20, 40])).toBe(25);
  expect(median([])).toBeNaN();
});

test('only what is over 50 ms of a task blocks, and only after the first paint', () => {
  const tasks = [
    { startTime: 0, duration: 90 }, // over before it
    { startTime: 80, duration: 100 }, // 80 ms of it after
    { startTime: 300, duration: 50 },
    { startTime: 400, duration: 75 },
  ];
  expect(totalBlockingTime(tasks, 100)).toBe(30 + 25);
});

test('an interaction lasts as long as its longest event', () => {
  const events = [
    { interactionId: 0, duration: 500 }, // a hover
    { interactionId: 7, duration: 24 },
    { interactionId: 7, duration: 64 },
    { interactionId: 14, duration: 40 },
  ];
  expect(interactionToNextPaint(events, 16)).toBe(64);
  expect(interactionToNextPaint([], 16)).toBe(SHORTEST_EVENT);
});

test('one interaction of every 50 may be slow', () => {
  const events = [900, 800, 16].map((duration, index) => ({ interactionId: index + 1, duration }));
  expect(interactionToNextPaint(events, 49)).toBe(900);
  expect(interactionToNextPaint(events, 50)).toBe(800);
  expect(interactionToNextPaint(events, 500)).toBe(16);
});

test('shifts add up in bursts, and those after an input were expected', () => {
  const shift = (startTime: number, value: number, hadRecentInput = false) => ({
    startTime,
    value,
    hadRecentInput,
  });
  const shifts = [
    shift(100, 0.25),
    shift(900, 0.5),
    shift(950, 9, true),
    shift(2000, 0.5), // a new burst: more than 1 s since the last
  ];
  expect(cumulativeLayoutShift(shifts)).toBe(0.75);
  expect(cumulativeLayoutShift([])).toBe(0);
});
