import cluster from 'node:cluster';
import { EventEmitter } from 'node:events';
import { Counter, Gauge, Registry } from 'prom-client';
import { expect, test, vi } from 'vitest';
import { Counts } from './counts.mjs';

vi.mock('node:cluster', async () => {
  const { EventEmitter } = await import('node:events');
  return { default: Object.assign(new EventEmitter(), { workers: {} }) };
});

/** A worker that has counted `count`, and answers unless it `isStuck`. */
class FakeWorker extends EventEmitter {
  readonly #registry = new Registry();
  readonly #id = String(Math.random());

  constructor(count: number, isStuck = false) {
    super();
    const registers = [this.#registry];
    new Counter({ name: 'sent_total', help: 'x', labelNames: ['to'], registers }).inc(
      { to: 'CN' },
      count,
    );
    new Gauge({ name: 'memory', help: 'x', registers }).set(100);
    if (cluster.workers) cluster.workers[this.#id] = this as never;
    if (!isStuck) this.send = this.#answer;
  }

  isConnected = () => true;
  send = async (_: object) => {};

  #answer = async () => {
    const message = { type: 'gatehouse:counted', metrics: await this.#registry.getMetricsAsJSON() };
    cluster.emit('message', this as never, message, undefined as never);
    this.emit('message', message);
  };

  die() {
    delete cluster.workers?.[this.#id];
    this.emit('exit');
    cluster.emit('exit', this as never, 1, '');
  }
}

test('what workers counted that are gone stays in the sum, what they had does not', async () => {
  const counts = new Counts();
  const [first, second] = [new FakeWorker(3), new FakeWorker(4)];
  expect(await counts.sum()).toContain('sent_total{to="CN"} 7');
  first.die();
  expect(await counts.sum()).toContain('sent_total{to="CN"} 7');
  const third = new FakeWorker(1);
  expect(await counts.sum()).toContain('sent_total{to="CN"} 8');
  second.die();
  expect(await counts.sum()).toMatch(/sent_total\{to="CN"\} 8[\s\S]*memory 100/);
  third.die();
});

test('a worker that dies instead of answering holds nobody up', async () => {
  const counts = new Counts();
  const [stuck, other] = [new FakeWorker(3, true), new FakeWorker(4)];
  const sum = counts.sum();
  stuck.die();
  expect(await sum).toContain('sent_total{to="CN"} 4');
  other.die();
});
