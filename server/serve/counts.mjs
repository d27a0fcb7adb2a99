import cluster from 'node:cluster';
import { on } from 'node:events';
import { AggregatorRegistry, register } from 'prom-client';

/** How long a worker has to say what it counted. */
const ANSWER_MILLISECONDS = 5_000;

/** In a worker: answers the primary when it asks. */
export function tellCounts() {
  process.on('message', async ({ type }) => {
    if (type === 'gatehouse:count') process.send(await counts());
  });
}

async function counts() {
  const metrics = await register.getMetricsAsJSON().catch(() => undefined);
  return { type: 'gatehouse:counted', metrics };
}

/**
 * What all workers counted together, those that are gone included, as far as they had been asked. A sum
 * that falls is to Prometheus one that began anew: it would count all that is left once more.
 */
export class Counts {
  /** By worker, what it said last. */
  #last = new Map();
  /** Of all that are gone. */
  #past = [];

  constructor() {
    cluster.on('message', (worker, { type, metrics }) => {
      if (type === 'gatehouse:counted' && metrics) this.#last.set(worker, metrics);
    });
    cluster.on('exit', (worker) => this.#bury(worker));
  }

  /** In Prometheus' text format. Rejects where a worker does not answer in time. */
  async sum() {
    const all = Object.values(cluster.workers).filter((worker) => worker.isConnected());
    await Promise.all(all.map(ask));
    return AggregatorRegistry.aggregate([...this.#last.values(), this.#past]).metrics();
  }

  /** What only grows is kept; what is so at the moment is so no more. */
  #bury(worker) {
    const grown = (this.#last.get(worker) ?? []).filter(({ type }) => type !== 'gauge');
    this.#last.delete(worker);
    this.#past = AggregatorRegistry.aggregate([this.#past, grown]).getMetricsAsArray();
  }
}

/** Returns when it has answered or is gone. */
async function ask(worker) {
  const signal = AbortSignal.timeout(ANSWER_MILLISECONDS);
  const messages = on(worker, 'message', { signal, close: ['exit'] });
  worker.send({ type: 'gatehouse:count' }, () => {});
  for await (const [{ type, metrics }] of messages) {
    if (type !== 'gatehouse:counted') continue;
    if (!metrics) throw new Error('A worker could not count');
    return;
  }
}
