import { setTimeout } from 'node:timers/promises';

/** Waits until `holds`; throws, saying what was waited for, after `milliseconds`. */
export async function until(
  what: string,
  holds: () => boolean | Promise<boolean>,
  milliseconds = 30_000,
): Promise<void> {
  const deadline = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`Waited in vain until ${what}`);
    await setTimeout(20);
  }
}
