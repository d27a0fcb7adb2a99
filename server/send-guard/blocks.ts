import { kv } from '../stores';

/** Ends all blocks of a prefix (a number less its last four digits) or a country. */
export async function lift(kind: 'prefix' | 'country', id: string): Promise<void> {
  await kv().del(`guard_blocks_${kind}_${id}`);
}
