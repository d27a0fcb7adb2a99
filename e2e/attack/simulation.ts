import type { VirtualClock } from './clock';

/** Actors that take turns in virtual time, which passes only while all of them sleep. */
export class Simulation {
  readonly startedAt: number;
  readonly #sleepers: Sleeper[] = [];
  #awake = 0;
  #order = 0;
  #rest: () => void = () => {};
  #failure: unknown;

  /** `tick`: seconds to which moments are rounded up; who wakes in the same one runs at once. */
  constructor(
    readonly clock: VirtualClock,
    private readonly options: { tick: number; atOnce: number },
  ) {
    this.startedAt = clock.now();
  }

  /** Seconds since the beginning. */
  get now(): number {
    return (this.clock.now() - this.startedAt) / 1000;
  }

  /** Begins `act` at a moment in seconds since the beginning. */
  spawn(at: number, act: () => Promise<void>): void {
    this.#add(at, () => {
      act().then(
        () => this.#settle(),
        (error) => {
          this.#failure ??= error;
          this.#settle();
        },
      );
    });
  }

  /** Within an actor only. */
  sleep(seconds: number): Promise<void> {
    const woken = new Promise<void>((resolve) => this.#add(this.now + seconds, resolve));
    this.#settle();
    return woken;
  }

  /** Runs until nobody has anything left to do. Rejects with the first error of an actor. */
  async run(): Promise<void> {
    while (this.#sleepers.length > 0 || this.#awake > 0) {
      const next = this.#sleepers[0];
      if (next && this.#awake < this.options.atOnce && (next.at <= this.now || this.#awake === 0)) {
        this.#wake();
      } else {
        await new Promise<void>((resolve) => {
          this.#rest = resolve;
        });
      }
      if (this.#failure) throw this.#failure;
    }
  }

  #wake(): void {
    const sleeper = pop(this.#sleepers);
    if (!sleeper) return;
    if (sleeper.at > this.now) this.clock.set(this.startedAt + sleeper.at * 1000);
    this.#awake += 1;
    sleeper.wake();
  }

  #settle(): void {
    this.#awake -= 1;
    this.#rest();
  }

  #add(at: number, wake: () => void): void {
    const { tick } = this.options;
    push(this.#sleepers, { at: Math.ceil(at / tick) * tick, order: this.#order++, wake });
  }
}

interface Sleeper {
  at: number;
  /** Of those that wake at the same time the first to lie down is first. */
  order: number;
  wake(): void;
}

function isBefore(a: Sleeper, b: Sleeper): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}

/** A binary heap: hundreds of thousands sleep at once. */
function push(heap: Sleeper[], sleeper: Sleeper): void {
  let i = heap.push(sleeper) - 1;
  while (i > 0) {
    const parent = (i - 1) >> 1;
    if (!isBefore(sleeper, heap[parent] as Sleeper)) break;
    heap[i] = heap[parent] as Sleeper;
    i = parent;
  }
  heap[i] = sleeper;
}

function pop(heap: Sleeper[]): Sleeper | undefined {
  const first = heap[0];
  const last = heap.pop();
  if (!first || !last || heap.length === 0) return first;
  let i = 0;
  for (let child = 1; child < heap.length; child = 2 * i + 1) {
    const right = heap[child + 1];
    if (right && isBefore(right, heap[child] as Sleeper)) child += 1;
    if (!isBefore(heap[child] as Sleeper, last)) break;
    heap[i] = heap[child] as Sleeper;
    i = child;
  }
  heap[i] = last;
  return first;
}
