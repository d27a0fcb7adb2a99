let known: { time: number; at: number } | undefined;

/** The server's clock, in ms, as told in an answer that has just come. */
export function keepServerTime(time: number): void {
  known = { time, at: performance.now() };
}

/**
 * What the server's clock says now, in ms. `performance.now` does not jump when somebody sets the
 * clock; before the first answer there is only the browser's own.
 */
export function serverTime(): number {
  return known ? known.time + performance.now() - known.at : Date.now();
}
