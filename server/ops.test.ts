import { sql } from 'drizzle-orm';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditLog, prefixDays, sendLevers, tallies, tallyTotals } from '#db/schema';
import { many, mobileIn } from '#e2e/support/send-guard';
import { useOwnStores } from '#e2e/support/own-stores';
import { newVisitor, refusalOf } from '#e2e/support/visitors';
import { figures, parseLever, pullLever } from './ops';
import { countsQuery } from './ops/counts';
import { percentile } from './ops/latency';
import { PERIODS, type Period, spanOf } from './ops/period';
import { prefixesQuery } from './ops/prefixes';
import { charge } from './send-guard';
import { db, kv } from './stores';

const NOON = Date.UTC(2026, 0, 5, 12);
const HOUR = 3_600_000;

type Tally = Partial<typeof tallies.$inferInsert> & { name: string };

beforeAll(() => useOwnStores('ops'));
beforeEach(async () => {
  for (const table of [tallies, sendLevers, auditLog]) await db().delete(table);
  await kv().exec(['FLUSHDB']);
  vi.useFakeTimers({ toFake: ['Date'], now: NOON + 20 * 60_000 });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});
