/**
 * Two-sided p of the Mann–Whitney rank test: how likely two samples of one distribution are at least
 * as far apart as these. By the normal approximation, with corrections for ties and continuity, which
 * is close from eight values each; 1 where all values are the same.
 */
export function mannWhitney(one: number[], other: number[]): number {
  const all = [...one, ...other].sort((a, b) => a - b);
  const rank = new Map(all.map((value) => [value, 0]));
  let ties = 0;
  for (let from = 0, to = 0; from < all.length; from = to) {
    while (all[to] === all[from] && to < all.length) to++;
    rank.set(all[from] as number, (from + 1 + to) / 2);
    ties += (to - from) ** 3 - (to - from);
  }
  const sum = one.reduce((total, value) => total + (rank.get(value) ?? 0), 0);
  const u = sum - (one.length * (one.length + 1)) / 2;
  const pairs = one.length * other.length;
  const n = all.length;
  const deviation = Math.sqrt((pairs / 12) * (n + 1 - ties / (n * (n - 1))));
  const distance = Math.max(0, Math.abs(u - pairs / 2) - 0.5);
  return deviation === 0 ? 1 : twoTails(distance / deviation);
}

/** The value in the middle, or at another `share` of the way, from 0 to 1. */
export function quantile(values: number[], share = 0.5): number {
  const sorted = [...values].sort((a, b) => a - b);
  const place = share * (sorted.length - 1);
  const [below = Number.NaN, above = below] = sorted.slice(Math.floor(place));
  return below + (above - below) * (place % 1);
}

/** Of the standard normal distribution beyond ±z: erfc(z / √2), to 10⁻⁷ (Numerical Recipes, §6.2). */
function twoTails(z: number): number {
  const t = 1 / (1 + z / Math.SQRT2 / 2);
  const series = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398,
    1.48851587, -0.82215223, 0.17087277,
  ].reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return Math.min(1, t * Math.exp((-z * z) / 2 + series));
}
