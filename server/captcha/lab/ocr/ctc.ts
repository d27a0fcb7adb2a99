/** What a recogniser says of one picture: `steps` × `classes` probabilities, class 0 the blank. */
export type Reading = { probabilities: Float32Array; classes: number };

/** Characters that may be read, each with the classes that count as it. */
export type Lock = { character: string; classes: number[] }[];

/** The likeliest class at each step, repeats and blanks dropped; `dictionary[i]` is class i + 1. */
export function readFreely(reading: Reading, dictionary: string[]): string {
  const path = stepsOf(reading).map(likeliest);
  return collapse(path)
    .map((index) => dictionary[index - 1] ?? '')
    .join('');
}

/** The same where only the characters of `lock` and the blank can be. */
export function readLocked(reading: Reading, lock: Lock): string {
  const path = stepsOf(reading).map((step) =>
    likeliest([step[0] ?? 0, ...lock.map(({ classes }) => sumOf(step, classes))]),
  );
  return collapse(path)
    .map((index) => lock[index - 1]?.character ?? '')
    .join('');
}

/** The classes of `dictionary` that `normalise` takes for a character of `alphabet`. */
export function lockTo(
  alphabet: string,
  dictionary: string[],
  normalise: (typed: string) => string,
): Lock {
  const plain = dictionary.map((entry) => (/^[a-z0-9]$/i.test(entry) ? normalise(entry) : ''));
  return [...new Set([...alphabet].map(normalise))].map((character) => ({
    character,
    classes: plain.flatMap((entry, i) => (entry === character ? [i + 1] : [])),
  }));
}

function stepsOf({ probabilities, classes }: Reading): Float32Array[] {
  return Array.from({ length: probabilities.length / classes }, (_, i) =>
    probabilities.subarray(i * classes, (i + 1) * classes),
  );
}

function likeliest(step: ArrayLike<number>): number {
  let best = 0;
  for (let i = 1; i < step.length; i++) if ((step[i] ?? 0) > (step[best] ?? 0)) best = i;
  return best;
}

function collapse(path: number[]): number[] {
  return path.filter((index, i) => index !== 0 && index !== path[i - 1]);
}

function sumOf(step: Float32Array, classes: number[]): number {
  return classes.reduce((sum, index) => sum + (step[index] ?? 0), 0);
}
