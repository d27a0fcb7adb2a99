/** How far back an operator may look: so many whole hours or days, and the one that is under way. */
export const PERIODS = {
  '1h': { step: 'hour', steps: 1 },
  '6h': { step: 'hour', steps: 6 },
  '24h': { step: 'hour', steps: 24 },
  '7d': { step: 'day', steps: 7 },
  '30d': { step: 'day', steps: 30 },
} as const;

export type Period = keyof typeof PERIODS;

/** From `starts[0]` on; each of `starts` begins an hour, or a day of UTC. */
export interface Span {
  step: 'hour' | 'day';
  starts: Date[];
}

const MILLISECONDS = { hour: 3_600_000, day: 86_400_000 };

/** The hours or days of a period that ends at `now`, in ms. Never shorter than the period says. */
export function spanOf(period: Period, now: number): Span {
  const { step, steps } = PERIODS[period];
  const width = MILLISECONDS[step];
  const current = Math.floor(now / width) * width;
  const starts = Array.from(
    { length: steps + 1 },
    (_, i) => new Date(current - (steps - i) * width),
  );
  return { step, starts };
}
