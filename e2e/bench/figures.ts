/** Times in ms since the visit began. */
export interface LongTask {
  startTime: number;
  duration: number;
}

/** An entry of Event Timing; those of one press or tap share the id, 0 is no interaction. */
export interface InteractionEvent {
  interactionId: number;
  duration: number;
}

export interface LayoutShift {
  startTime: number;
  value: number;
  hadRecentInput: boolean;
}

export function median(values: number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  const [low = Number.NaN, high = Number.NaN] = [
    sorted[Math.floor(middle)],
    sorted[Math.ceil(middle)],
  ];
  return (low + high) / 2;
}

/** What of each task after `from` is over 50 ms, in ms: as Lighthouse counts it. */
export function totalBlockingTime(tasks: LongTask[], from: number): number {
  const blocking = tasks.map(({ startTime, duration }) => {
    const end = startTime + duration;
    return Math.max(0, end - Math.max(startTime, from) - 50);
  });
  return blocking.reduce((sum, each) => sum + each, 0);
}

/** The browser tells of no shorter event, in ms. */
export const SHORTEST_EVENT = 16;

/**
 * The slowest interaction, leaving out one of every 50, in ms: as web.dev defines INP. With fewer than
 * 50 that is the worst. Where the browser told of none, all were shorter than it tells.
 */
export function interactionToNextPaint(events: InteractionEvent[], count: number): number {
  const longest = new Map<number, number>();
  for (const { interactionId, duration } of events) {
    if (interactionId === 0) continue;
    longest.set(interactionId, Math.max(duration, longest.get(interactionId) ?? 0));
  }
  const slowestFirst = [...longest.values()].toSorted((a, b) => b - a);
  const index = Math.min(slowestFirst.length - 1, Math.floor(count / 50));
  return slowestFirst[index] ?? SHORTEST_EVENT;
}

/** The worst burst of unexpected shifts: gaps under 1 s, 5 s in all, as web.dev defines CLS. */
export function cumulativeLayoutShift(shifts: LayoutShift[]): number {
  let worst = 0;
  let burst = { begin: Number.NEGATIVE_INFINITY, end: Number.NEGATIVE_INFINITY, sum: 0 };
  for (const { startTime, value, hadRecentInput } of shifts) {
    if (hadRecentInput) continue;
    const isSame = startTime - burst.end < 1000 && startTime - burst.begin < 5000;
    burst = isSame
      ? { ...burst, end: startTime, sum: burst.sum + value }
      : { begin: startTime, end: startTime, sum: value };
    worst = Math.max(worst, burst.sum);
  }
  return worst;
}
