import type { Journal } from './journal';
import { Person } from './person';
import type { World } from './world';

/** Of so many people one uses two browsers. */
const SECOND_BROWSER_OF = 3;

/** People who sign up one after the other, so many at once. */
export class Load {
  #isOn = true;
  #begun = 0;
  readonly #lines: Promise<void>[];

  constructor(
    private readonly world: World,
    private readonly journal: Journal,
    atOnce: number,
  ) {
    this.#lines = Array.from({ length: atOnce }, () => this.#line());
  }

  /** Lets nobody new begin, and returns when all who had begun are through. */
  async stop(): Promise<void> {
    this.#isOn = false;
    await Promise.all(this.#lines);
  }

  async #line(): Promise<void> {
    while (this.#isOn) {
      const second = this.#begun++ % SECOND_BROWSER_OF === 0;
      await new Person(this.world, this.journal, { second }).signUp();
    }
  }
}
