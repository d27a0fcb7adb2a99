import type { Transaction } from '#db/kv';
import { kv } from './stores';

/** A part of what one transaction does in the key-value store. */
export interface Step<T> {
  enter(tx: Transaction): void;
  /** What the replies to its own commands say. */
  read(replies: unknown[]): T;
  /** Takes back what it did, as far as `result` tells; undefined where no answer came. */
  undo?(tx: Transaction, result?: T): void;
}

export type Results<Steps> = {
  [I in keyof Steps]: Steps[I] extends Step<infer T> ? T : never;
};

/** Does the steps in one round trip, with nobody else's commands in between; what each of them read. */
export async function transact<Steps extends readonly Step<unknown>[]>(
  ...steps: Steps
): Promise<Results<Steps>> {
  const tx = kv().multi();
  const ends = steps.map(({ enter }) => {
    enter(tx);
    return tx.length();
  });
  const replies = await tx.exec<unknown[]>();
  const results = steps.map(({ read }, i) => read(replies.slice(ends[i - 1] ?? 0, ends[i])));
  return results as Results<Steps>;
}

/** Takes back what steps did, in one round trip. */
export async function undo(
  steps: readonly Step<unknown>[],
  results: unknown[] = [],
): Promise<void> {
  const tx = kv().multi();
  for (const [i, step] of steps.entries()) step.undo?.(tx, results[i]);
  if (tx.length() > 0) await tx.exec();
}

/** A hash as the store answers it: names and values in turn. */
export function hashIn(reply: unknown): Map<string, string> {
  const parts = reply as string[];
  const hash = new Map<string, string>();
  for (let i = 0; i < parts.length; i += 2) hash.set(parts[i] ?? '', parts[i + 1] ?? '');
  return hash;
}
