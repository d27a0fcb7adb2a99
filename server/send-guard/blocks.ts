import type { Transaction } from '#db/kv';
import { record } from '../audit';
import { policy } from '../policy';
import type { RuleName } from '../send-guard-modes';
import { kv } from '../stores';
import { hashIn } from '../transaction';
import { nameToKeep } from './lever-name';

/** A prefix (as E.164) or a country (ISO 3166, two letters). */
export type Blockable = { kind: 'prefix' | 'country'; id: string };

/** The `nth` block of a scope, from 1. */
export type Block = Blockable & { nth: number };

/** How often a scope was blocked since a code of it was last verified, and until when. */
export interface Blocks {
  count: number;
  /** Epoch ms. */
  until: number;
}

/** As long after the last block the next one is longer than the first. */
const MEMORY_SECONDS = 7 * 24 * 3_600;

export function isBlockable(rule: RuleName): rule is Blockable['kind'] {
  return rule === 'prefix' || rule === 'country';
}

/** `blocksIn` understands the reply. */
export function readBlocks(tx: Transaction, blocked: Blockable): void {
  tx.hgetall(keyOf(blocked));
}

export function blocksIn(reply: unknown): Blocks {
  const untils = [...hashIn(reply).values()].map(Number);
  return { count: untils.length, until: Math.max(0, ...untils) };
}

/**
 * Begins a block at `now`, in ms. Of any number who do, the reply to the first of the two commands
 * is 1 for one.
 */
export function beginBlock(tx: Transaction, block: Block, now: number): void {
  tx.hsetnx(keyOf(block), String(block.nth), now + secondsOf(block) * 1000);
  tx.expire(keyOf(block), MEMORY_SECONDS);
}

/** How long a block lasts. */
export function secondsOf({ kind, nth }: Block): number {
  const { PREFIX_BLOCKS, COUNTRY_BLOCKS } = policy();
  const seconds = kind === 'prefix' ? PREFIX_BLOCKS : COUNTRY_BLOCKS;
  return seconds[Math.min(nth, seconds.length) - 1] ?? 0;
}

export function endBlocks(tx: Transaction, blocked: Blockable): void {
  tx.del(keyOf(blocked));
}

/**
 * Ends the blocks of a prefix or country, whatever its codes did. Written to the audit log before:
 * an entry may be of a lift that the key-value store never heard of.
 */
export async function lift(kind: Blockable['kind'], id: string, actor: string): Promise<void> {
  await record(actor, 'lever-lifted', { name: nameToKeep(id), what: 'block' });
  await kv().del(keyOf({ kind, id }));
}

function keyOf({ kind, id }: Blockable): string {
  return `guard_blocks_${kind}_${id}`;
}
