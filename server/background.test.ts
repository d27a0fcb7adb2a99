import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { gate } from '#e2e/support/promises';
import { every, nudge, onStop } from './background';
import { log } from './log';

const open = globalThis as {
  gatehouseBackground?: object;
  gatehouseStopping?: () => Promise<void>;
};

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(log, 'error');
});
afterEach(async () => {
  await open.gatehouseStopping?.();
  delete open.gatehouseBackground;
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const pass = (seconds: number) => vi.advanceTimersByTimeAsync(seconds * 1000);

test('work is done at intervals, first after one of them', async () => {
  const work = vi.fn();
  every(5, 'work', work);
  await pass(4.9);
  expect(work).toHaveBeenCalledTimes(0);
  await pass(0.1);
  expect(work).toHaveBeenCalledTimes(1);
  await pass(10);
  expect(work).toHaveBeenCalledTimes(3);
});

test('work never overlaps itself, and a nudge on its way is one more run', async () => {
  const [first, second] = [gate(), gate()];
  const gates = [first, second];
  const work = vi.fn(() => gates.shift()?.opened);
  every(1, 'work', work);
  nudge('work');
  await pass(0);
  nudge('work');
  nudge('work');
  await pass(60);
  expect(work).toHaveBeenCalledTimes(1);
  first.open();
  await pass(0);
  expect(work).toHaveBeenCalledTimes(2);
  second.open();
  await pass(0.9);
  expect(work).toHaveBeenCalledTimes(2);
  await pass(0.1);
  expect(work).toHaveBeenCalledTimes(3);
});

test('work that nudges itself runs once more after that, not within', async () => {
  const said: string[] = [];
  every(1, 'work', () => {
    said.push('begun');
    if (said.length < 3) nudge('work');
    said.push('ended');
  });
  await pass(1);
  expect(said).toEqual(['begun', 'ended', 'begun', 'ended']);
});

test('a failure, thrown or rejected, is a line of the log, and the work goes on', async () => {
  const work = vi
    .fn()
    .mockRejectedValueOnce(new Error('secret'))
    .mockImplementationOnce(() => {
      throw new Error('secret');
    });
  every(1, 'work', work);
  await pass(3);
  expect(work).toHaveBeenCalledTimes(3);
  const lines = vi.mocked(log.error).mock.calls;
  expect(lines.map(([, words]) => words)).toEqual(Array(2).fill('background work failed'));
  expect(JSON.stringify(lines)).toContain('"work":"work"');
  expect(JSON.stringify(lines)).not.toContain('secret');
});

test('the same name again replaces the work', async () => {
  const [old, other] = [vi.fn(), vi.fn()];
  every(1, 'work', old);
  every(1, 'work', other);
  await pass(1);
  expect([old, other].map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
});

test('a stop waits for the run under way, tells it, then flushes, and nothing runs after it', async () => {
  const { open: finish, opened } = gate();
  const said: string[] = [];
  every(1, 'slow', async (stopping) => {
    stopping.addEventListener('abort', () => said.push('told'));
    await opened;
    said.push('ended');
  });
  const idle = vi.fn();
  every(2, 'idle', idle);
  onStop(async () => {
    said.push('flushed');
    throw new Error();
  });
  await pass(1);
  const stopped = open.gatehouseStopping?.();
  await pass(0);
  expect(said).toEqual(['told']);
  finish();
  await stopped;
  expect(said).toEqual(['told', 'ended', 'flushed']);
  nudge('slow');
  every(1, 'late', idle);
  await pass(60);
  expect(idle).toHaveBeenCalledTimes(0);
  expect(said).toHaveLength(3);
});

test('no process lives on for it', () => {
  const unref = vi.fn();
  vi.spyOn(globalThis, 'setTimeout').mockReturnValue({ unref } as never);
  every(1, 'work', () => {});
  expect(unref).toHaveBeenCalledTimes(1);
});
