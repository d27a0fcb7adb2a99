import { policy } from '../policy';
import { kv } from '../stores';
import type { Fields, Transaction } from './ledger';

/** A prefix (as E.164) or a country (ISO 3166, two letters). */
export type Blockable = { kind: 'prefix' | 'country'; id: string };

/** How often a scope was blocked since a code of it was last verified, and until when. */
export interface Blocks {
  count: number;
  /** Epoch ms. */
  until: number;
}

/** As long after the last block the next one is longer than the first. */
const MEMORY_SECONDS = 7 * 24 * 3_600;

/** The reply is the `Fields` that `blocksIn` understands. */
export function readBlocks(tx: Transaction, blocked: Blockable): void {
  tx.hgetall(keyOf(blocked));
}

export function blocksIn(fields: Fields): Blocks {
  const untils = fields.filter((_, i) => i % 2 === 1).map(Number);
  return { count: untils.length, until: Math.max(0, ...untils) };
}

/**
 * Begins the `nth` block (from 1) at `now`, in ms. Of any number who do, the reply to the first of
 * the two commands is 1 for one.
 */
export function beginBlock(tx: Transaction, blocked: Blockable, nth: number, now: number): void {
  tx.hsetnx(keyOf(blocked), String(nth), now + secondsOf(blocked.kind, nth) * 1000);
  tx.expire(keyOf(blocked), MEMORY_SECONDS);
}

/** How long the `nth` block lasts. */
export function secondsOf(kind: Blockable['kind'], nth: number): number {
  const { PREFIX_BLOCKS, COUNTRY_BLOCKS } = policy();
  const seconds = kind === 'prefix' ? PREFIX_BLOCKS : COUNTRY_BLOCKS;
  return seconds[Math.min(nth, seconds.length) - 1] ?? 0;
}

export function endBlocks(tx: Transaction, blocked: Blockable): void {
  tx.del(keyOf(blocked));
}

/** Ends the blocks of a prefix or country, whatever its codes did. */
export async function lift(kind: Blockable['kind'], id: string): Promise<void> {
  const tx = kv().multi();
  endBlocks(tx, { kind, id });
  await tx.exec();
}

function keyOf({ kind, id }: Blockable): string {
  return `guard_blocks_${kind}_${id}`;
}
