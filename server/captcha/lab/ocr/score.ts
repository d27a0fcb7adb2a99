/** What every mode read, in the order of the answers; a mode is named `attacker/how`. */
export type Readings = Record<string, string[]>;

/** How many of `n` were solved. */
export type Count = { solved: number; n: number };

/** Which pictures each mode solved. */
export type Solved = Record<string, boolean[]>;

/** A mode reads a picture when the server would have taken its reading for the answer. */
export function solvedBy(
  readings: Readings,
  answers: string[],
  normalise: (typed: string) => string,
): Solved {
  const wanted = answers.map(normalise);
  const isRight = (text: string, i: number) => normalise(lettersAndDigits(text)) === wanted[i];
  return mapValues(readings, (texts) => texts.map(isRight));
}

function lettersAndDigits(text: string): string {
  return text.replaceAll(/[^a-z0-9]/gi, '');
}

export function countsOf(solved: Solved): Record<string, Count> {
  return mapValues(solved, (each) => ({ solved: each.filter(Boolean).length, n: each.length }));
}

/** Pictures that at least one of the modes read; undefined where there is no such mode. */
export function union(solved: Solved, isWanted: (mode: string) => boolean): Count | undefined {
  const [first, ...others] = Object.keys(solved)
    .filter(isWanted)
    .map((mode) => solved[mode] ?? []);
  const read = first?.filter((isRead, i) => isRead || others.some((other) => other[i]));
  return first && read && { solved: read.length, n: first.length };
}

export type Best = Count & { mode: string };

export function best(solved: Solved, isWanted: (mode: string) => boolean): Best | undefined {
  return Object.entries(countsOf(solved))
    .filter(([mode]) => isWanted(mode))
    .map(([mode, count]) => ({ mode, ...count }))
    .sort((a, b) => b.solved - a.solved)[0];
}

/** Wilson's interval, as two shares of 1, that holds the true share 95 times in 100. */
export function wilson({ solved, n }: Count): [number, number] {
  if (n === 0) return [0, 1];
  const z = 1.96;
  const share = solved / n;
  const middle = share + z ** 2 / (2 * n);
  const reach = z * Math.sqrt((share * (1 - share)) / n + (z / (2 * n)) ** 2);
  const scale = 1 + z ** 2 / n;
  return [Math.max(0, (middle - reach) / scale), Math.min(1, (middle + reach) / scale)];
}

function mapValues<A, B>(record: Record<string, A>, change: (value: A) => B): Record<string, B> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
