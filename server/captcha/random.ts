export type Range = readonly [low: number, high: number];

/** Numbers that look random and follow from a seed: the same seed, the same picture. */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #counter: number;

  /** `seed`: 16 bytes or more that nobody can guess. */
  constructor(seed: Buffer) {
    this.#a = seed.readInt32LE(0);
    this.#b = seed.readInt32LE(4);
    this.#c = seed.readInt32LE(8);
    this.#counter = seed.readInt32LE(12);
    for (let i = 0; i < 12; i++) this.#next();
  }

  /** Evenly from the low end (included) to the high one. */
  between(range: Range): number {
    return range[0] + (range[1] - range[0]) * this.#next();
  }

  /** Evenly from `-extent` to `extent`. */
  around(extent: number): number {
    return extent * (2 * this.#next() - 1);
  }

  /** A whole number from 0 to `count - 1`. */
  index(count: number): number {
    return Math.floor(count * this.#next());
  }

  /** True with the given probability. */
  chance(probability: number): boolean {
    return this.#next() < probability;
  }

  /** sfc32 of PractRand (Doty-Humphrey): 128 bits of state, and fast. From 0 to 1, 1 excluded. */
  #next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
}
