/** Numbers that look random and are the same for the same seed. Not for secrets. */
export interface Random {
  /** 0 ≤ x < 1. */
  next(): number;
  /** 0 ≤ i < `end`. */
  below(end: number): number;
  /** Of a log-normal distribution. */
  logNormal(median: number, sigma: number): number;
  /** Another stream, which draws from this one only to begin. */
  fork(): Random;
}

/** sfc32, of which the first numbers, still alike for like seeds, are thrown away. */
export function randomFrom(seed: number): Random {
  let [a, b, c, counter] = [0x9e3779b9, 0x243f6a88, seed | 0, 1];
  const next = () => {
    const sum = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    return (sum >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 15; i++) next();
  const normal = () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next());
  return {
    next,
    below: (end) => Math.floor(next() * end),
    logNormal: (median, sigma) => median * Math.exp(sigma * normal()),
    fork: () => randomFrom(next() * 2 ** 32),
  };
}
