import { policy } from './policy';
import { kv } from './stores';
import type { Visitor } from './visitor';

/** How hard the doors are being tried: not, over a threshold, or over STRONG_FACTOR times it. */
export type Pressure = 0 | 1 | 2;

const STRONG_FACTOR = 4;

/** Counts a failed captcha or a refused SMS against its visitor and everybody. One round trip. */
export async function raise(visitor: Visitor): Promise<void> {
  const { PRESSURE_WINDOW } = policy();
  const [now] = windows();
  const transaction = kv().multi();
  for (const { name } of subjectsOf(visitor)) {
    transaction.incr(keyOf(name, now));
    transaction.expire(keyOf(name, now), 2 * PRESSURE_WINDOW);
  }
  await transaction.exec();
}

/** The keys to read, with whatever else is read, before `pressureIn` can tell. */
export function pressureKeys(visitor: Visitor): string[] {
  return subjectsOf(visitor).flatMap(({ name }) => windows().map((window) => keyOf(name, window)));
}

/** The pressure on a visitor, from the values of its `pressureKeys`: the worst of all its counts. */
export function pressureIn(values: (string | null)[], visitor: Visitor): Pressure {
  const excess = subjectsOf(visitor).map(({ threshold }, i) => {
    const [now = 0, before = 0] = values.slice(2 * i, 2 * i + 2).map(Number);
    return (now + before * (1 - elapsed())) / threshold;
  });
  const worst = Math.max(...excess);
  if (worst < 1) return 0;
  return worst < STRONG_FACTOR ? 1 : 2;
}

function subjectsOf({ address, network }: Visitor) {
  const { PRESSURE_PER_ADDRESS, PRESSURE_PER_NETWORK, PRESSURE_PER_SITE } = policy();
  return [
    { name: `address_${address}`, threshold: PRESSURE_PER_ADDRESS },
    { name: `network_${network}`, threshold: PRESSURE_PER_NETWORK },
    { name: 'site', threshold: PRESSURE_PER_SITE },
  ];
}

/** The fixed windows whose counts, the older one fading, make a sliding one: this and the last. */
function windows(): [now: number, before: number] {
  const now = Math.floor(Date.now() / 1000 / policy().PRESSURE_WINDOW);
  return [now, now - 1];
}

/** How much of this window is over, from 0 to 1. */
function elapsed(): number {
  return (Date.now() / 1000 / policy().PRESSURE_WINDOW) % 1;
}

function keyOf(name: string, window: number): string {
  return `pressure_${name}_${window}`;
}
