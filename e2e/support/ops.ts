import { sql } from 'drizzle-orm';
import { afterEach, beforeAll, beforeEach, vi } from 'vitest';
import type { figures } from '../../server/ops';
import { db, kv } from '../../server/stores';
import { useOwnStores } from './own-stores';
import { HOUR, NOON } from './send-guard';

/** What an SMS is counted with. */
export const SMS = { country: 'CN', prefix: '+861761234', sender: 'ccp', label: 'registration' };

/** The hour so many after noon. */
export const at = (hours: number) => new Date(NOON + hours * HOUR);

/** Each test of the file begins at twenty past noon, and nothing is counted in its stores. */
export function startAfterNoon(name: Parameters<typeof useOwnStores>[0]): void {
  beforeAll(() => useOwnStores(name));
  beforeEach(async () => {
    await db().execute(sql`truncate tallies, send_levers`);
    await kv().exec(['FLUSHDB']);
    vi.useFakeTimers({ toFake: ['Date'], now: NOON + HOUR / 3 });
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
  });
}

export const stepsOf = ({ funnel }: Awaited<ReturnType<typeof figures>>) =>
  Object.fromEntries(funnel.map(({ name, count }) => [name, count]));
