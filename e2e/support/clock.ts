import { vi } from 'vitest';

/** Sets the clock, and nothing else that measures time; `vi.useRealTimers()` sets it right. */
export function at(time: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: time });
}
