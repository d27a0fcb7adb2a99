import cluster from 'node:cluster';
import { EventEmitter } from 'node:events';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patience } from '../../e2e/support/patience';
import { HANDED_AT_ONCE } from './settings.mjs';
import { Workers } from './workers.mjs';

vi.mock('node:cluster', () => ({ default: { workers: {}, fork: () => newWorker() } }));

/** A process that does what it is told to when a test says so. */
class FakeWorker extends EventEmitter {
  process = Object.assign(new EventEmitter(), { pid: 1, kill() {} });
  /** What it was sent and has not looked at. */
  sent: { type: string; id: number; bytes: string }[] = [];
  #isDead = false;

  send = (message: FakeWorker['sent'][number]) => this.sent.push(message);
  isDead = () => this.#isDead;
  isConnected = () => !this.#isDead;

  take() {
    this.emit('message', { type: 'gatehouse:taken', id: this.sent.shift()?.id });
  }

  die() {
    this.#isDead = true;
    this.emit('exit', null, 'SIGKILL');
  }
}

let made: FakeWorker[] = [];

function newWorker(): FakeWorker {
  const worker = new FakeWorker();
  made.push(worker);
  Object.assign(cluster.workers ?? {}, { [made.length]: worker });
  return worker;
}

let workers: Workers;

beforeEach(() => {
  workers = new Workers();
});

afterEach(() => {
  made = [];
  for (const id in cluster.workers) delete cluster.workers[id];
});

test('of a crowd a worker has few on their way; the others come one by one, in order', async () => {
  const worker = await firstWorker();
  for (let i = 0; i < 1_000; i++) give(String(i));
  const taken: (string | undefined)[] = [];
  while (worker.sent.length > 0) {
    expect(worker.sent.length).toBeLessThanOrEqual(HANDED_AT_ONCE);
    taken.push(worker.sent[0]?.bytes);
    worker.take();
  }
  expect(taken).toEqual(Array.from({ length: 1_000 }, (_, i) => String(i)));
});

test('who is busy gets no more, and the other all', async () => {
  const [busy, free] = await twoWorkers();
  for (let i = 0; i < 100; i++) {
    give('GET');
    if (free.sent.length > 0) free.take();
  }
  expect(busy.sent.length).toBeLessThanOrEqual(HANDED_AT_ONCE);
  expect(free.sent).toEqual([]);
});

test('what a worker that died had not taken goes to another, bytes and all, before the rest', async () => {
  const [victim, other] = await twoWorkers();
  for (const name of ['a', 'b', 'c', 'd', 'e']) give(name);
  const lost = victim.sent.map(({ bytes }) => bytes);
  victim.die();
  victim.process.emit('close');
  const taken: (string | undefined)[] = [];
  while (other.sent.length > 0) {
    taken.push(other.sent[0]?.bytes);
    other.take();
  }
  expect(taken).toEqual([
    ...['a', 'b', 'c', 'd'].filter((each) => !lost.includes(each)),
    ...lost,
    'e',
  ]);
});

test('a worker that died is first heard out: what it took nobody else may answer', async () => {
  const [victim, other] = await twoWorkers();
  give('a');
  give('b');
  victim.die();
  expect(other.sent).toHaveLength(1);
  victim.take();
  victim.process.emit('close');
  expect(other.sent).toHaveLength(1);
});

test('at the end all who wait are handed over before a worker is told that there are no more', async () => {
  const worker = await firstWorker();
  for (let i = 0; i < 5; i++) give(String(i));
  void workers.stop(Promise.resolve());
  let taken = 0;
  await vi.waitFor(() => {
    if (worker.sent[0]?.type === 'gatehouse:connection') {
      worker.take();
      taken++;
    }
    expect(worker.sent.map(({ type }) => type)).toEqual(['gatehouse:stop']);
  }, patience);
  expect(taken).toBe(5);
});

async function firstWorker(): Promise<FakeWorker> {
  const started = workers.startFirst();
  const [worker] = made as [FakeWorker];
  worker.emit('message', { type: 'gatehouse:ready' });
  await started;
  return worker;
}

async function twoWorkers(): Promise<[FakeWorker, FakeWorker]> {
  const first = await firstWorker();
  workers.keep(2);
  const [, second] = made as [FakeWorker, FakeWorker];
  second.emit('message', { type: 'gatehouse:ready' });
  return [first, second];
}

/** A connection of which `name` was read. */
function give(name: string): void {
  workers.give({ destroy() {} }, Buffer.from(name));
}
