import { LATENCY_BUCKETS } from '../metrics';

/** How often something took how long: by the name of its bucket. */
export type Buckets = Record<string, number>;

/**
 * The time in ms that a share of all took at most, or null where there are none. Within a bucket
 * they are taken to be spread evenly; beyond the last bound nobody knows, so it is that bound.
 */
export function percentile(buckets: Buckets, share: number): number | null {
  const bounded = LATENCY_BUCKETS.reduce<number>((sum, bound) => sum + (buckets[bound] ?? 0), 0);
  const total = bounded + (buckets.inf ?? 0);
  if (total === 0) return null;
  const wanted = share * total;
  let below = 0;
  for (const [i, bound] of LATENCY_BUCKETS.entries()) {
    const inside = buckets[bound] ?? 0;
    const lower = LATENCY_BUCKETS[i - 1] ?? 0;
    if (inside > 0 && below + inside >= wanted) {
      return lower + ((bound - lower) * Math.max(0, wanted - below)) / inside;
    }
    below += inside;
  }
  return LATENCY_BUCKETS.at(-1) as number;
}

/** Half of all, 95 and 99 of a hundred took at most so many ms. */
export function percentilesOf(buckets: Buckets) {
  return {
    p50: percentile(buckets, 0.5),
    p95: percentile(buckets, 0.95),
    p99: percentile(buckets, 0.99),
  };
}
