import { useOwnDatabase } from './own-database';

/** A database of the shared Redis for each test file that wants one. */
const REDIS_DATABASES = {
  'send-guard': 1,
  blocks: 2,
  budget: 3,
  decide: 4,
  ops: 5,
  'ops-router': 6,
  'ops-roll-ups': 7,
  'ops-now': 8,
};

/**
 * Stores that no other test file shares, for what counts everything. To be called before any store
 * is opened.
 */
export async function useOwnStores(name: keyof typeof REDIS_DATABASES): Promise<void> {
  await useOwnDatabase();
  const { REDIS_URL } = process.env;
  if (REDIS_URL) process.env.REDIS_URL = `${REDIS_URL}/${REDIS_DATABASES[name]}`;
}
