import { Counter, Gauge, Histogram, register } from 'prom-client';

/**
 * What Prometheus reads of this process, in prom-client's own registry, which is one for all of
 * Next's bundles. Whoever comes second finds what the first has made.
 */
function once<T>(name: string, make: () => T): T {
  return (register.getSingleMetric(name) as T | undefined) ?? make();
}

/** What happened, under the names of server/tally.ts. Never by prefix: there are too many. */
export const eventsTotal = once(
  'gatehouse_events_total',
  () =>
    new Counter({
      name: 'gatehouse_events_total',
      help: 'What happened: see the names in server/tally.ts.',
      labelNames: ['name', 'country', 'sender', 'label'],
    }),
);

/** Upper bounds, in milliseconds. */
export const LATENCY_BUCKETS = [5, 10, 25, 50, 100, 250, 500, 1000, 2500, 5000] as const;

export const requestSeconds = once(
  'gatehouse_request_seconds',
  () =>
    new Histogram({
      name: 'gatehouse_request_seconds',
      help: 'How long the domain took, refusals included; provider is one request to an SMS provider.',
      labelNames: ['what'],
      buckets: LATENCY_BUCKETS.map((milliseconds) => milliseconds / 1000),
    }),
);

export const smsSpentTotal = once(
  'gatehouse_sms_spent_total',
  () =>
    new Counter({
      name: 'gatehouse_sms_spent_total',
      help: "Price of the SMS that were or may have been sent, in the operator's currency.",
      labelNames: ['country', 'sender'],
    }),
);

export const storeFailuresTotal = once(
  'gatehouse_store_failures_total',
  () =>
    new Counter({
      name: 'gatehouse_store_failures_total',
      help: 'Requests to a store that it did not answer or could not do.',
      labelNames: ['store'],
    }),
);

// An alert on the first failure needs a zero before it.
for (const store of ['kv', 'postgres']) storeFailuresTotal.inc({ store }, 0);

/** A gauge that is read when Prometheus asks; of several processes the largest counts. */
export function gauge<Label extends string>(
  name: string,
  help: string,
  labelNames: Label[],
  read: () => Promise<[Record<Label, string>, number][]>,
): void {
  once(
    name,
    () =>
      new Gauge({
        name,
        help,
        labelNames,
        aggregator: 'max',
        async collect() {
          // What cannot be read now is absent, and must not take the rest with it.
          const values = await read().catch(() => []);
          this.reset();
          for (const [labels, value] of values) this.set(labels, value);
        },
      }),
  );
}
