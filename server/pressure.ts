import { policy } from './policy';
import { kv } from './stores';
import type { Step } from './transaction';
import type { Visitor } from './visitor';

/** How hard the doors are being tried: not, over a threshold, or over STRONG_FACTOR times it. */
export type Pressure = 0 | 1 | 2;

const STRONG_FACTOR = 4;

/**
 * Counts a failed captcha or a refused SMS against its visitor, and against the network and the site
 * as long as the address is not under strong pressure itself: one alone cannot make it hard for all.
 */
export async function raise(visitor: Visitor): Promise<void> {
  const [address, ...shared] = subjectsOf(visitor);
  const [count] = await add([address]);
  if ((count ?? 0) <= STRONG_FACTOR * address.threshold) await add(shared);
}

/** Reads the pressure on a visitor: the worst of all its counts. */
export function pressureStep(visitor: Visitor): Step<Pressure> {
  const now = Date.now();
  return {
    enter: (tx) => void tx.mget(...pressureKeys(visitor, now)),
    read: ([counts]) => pressureIn(counts as (string | null)[], visitor, now),
  };
}

/** Where the counts of a visitor are, two for each of its subjects. `now` in ms. */
export function pressureKeys(visitor: Visitor, now: number): string[] {
  return subjectsOf(visitor).flatMap(({ name }) =>
    windows(now).map((window) => keyOf(name, window)),
  );
}

function pressureIn(counts: (string | null)[], visitor: Visitor, now: number): Pressure {
  const excess = subjectsOf(visitor).map(({ threshold }, i) => {
    const [recent = 0, before = 0] = counts.slice(2 * i, 2 * i + 2).map(Number);
    return (recent + before * (1 - elapsed(now))) / threshold;
  });
  const worst = Math.max(...excess);
  if (worst < 1) return 0;
  return worst < STRONG_FACTOR ? 1 : 2;
}

async function add(subjects: { name: string }[]): Promise<number[]> {
  const [window] = windows(Date.now());
  const transaction = kv().multi();
  for (const { name } of subjects) {
    transaction.incr(keyOf(name, window));
    transaction.expire(keyOf(name, window), 2 * policy().PRESSURE_WINDOW);
  }
  return transaction.exec<number[]>();
}

function subjectsOf({ address, network }: Visitor) {
  const { PRESSURE_PER_ADDRESS, PRESSURE_PER_NETWORK, PRESSURE_PER_SITE } = policy();
  return [
    { name: `address_${address}`, threshold: PRESSURE_PER_ADDRESS },
    { name: `network_${network}`, threshold: PRESSURE_PER_NETWORK },
    { name: 'site', threshold: PRESSURE_PER_SITE },
  ] as const;
}

/** The fixed windows whose counts, the older one fading, make a sliding one: this and the last. */
function windows(now: number): [recent: number, before: number] {
  const recent = Math.floor(now / 1000 / policy().PRESSURE_WINDOW);
  return [recent, recent - 1];
}

/** How much of this window is over, from 0 to 1. */
function elapsed(now: number): number {
  return (now / 1000 / policy().PRESSURE_WINDOW) % 1;
}

function keyOf(name: string, window: number): string {
  return `pressure_${name}_${window}`;
}
