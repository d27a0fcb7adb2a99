import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeAll, beforeEach, vi } from 'vitest';
import { events } from '../../db/schema';
import { log } from '../../server/log';
import { db } from '../../server/stores';
import { useOwnDatabase } from './own-database';
import { type Service, SmsDouble } from './sms-double';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZI';
export const BLOCKED = {
  kind: 'country',
  country: 'CN',
  until: '2030-01-01T00:00:00.000Z',
} as const;

export interface Told {
  id: string;
  type: string;
  timestamp: string;
  data: { spent?: number };
}

/** An operator's server, which believes what Standard Webhooks' own library believes. */
const OPERATOR: Service<Told> = {
  check: ({ headers }, body) => {
    const message = new Webhook(SECRET).verify(body, headers as never) as Omit<Told, 'id'>;
    return { id: String(headers['webhook-id']), ...message };
  },
  sent: () => ({ status: 204 }),
  refused: (code) => ({ status: Number(code) }),
  environment: (url) => ({ EVENTS_WEBHOOK_URL: `${url}/token`, EVENTS_WEBHOOK_SECRET: SECRET }),
};

/** The one of this test. */
export let operator: SmsDouble<Told>;

/** Each test of the file has an operator to tell, and begins without events. */
export function tellOperator(): void {
  beforeAll(async () => {
    await useOwnDatabase();
  });
  beforeEach(async () => {
    await db().delete(events);
    vi.spyOn(log, 'warn');
    vi.spyOn(log, 'error');
    operator = await new SmsDouble(OPERATOR).listen();
    for (const [name, value] of Object.entries(operator.environment)) vi.stubEnv(name, value);
  });
  afterEach(async () => {
    vi.useRealTimers();
    vi.restoreAllMocks();
    vi.unstubAllEnvs();
    await operator.stop();
  });
}

export const rows = () => db().select().from(events).orderBy(events.id);
export const told = () => operator.messages.map(({ data }) => data.spent);
export const failures = () =>
  JSON.stringify([...vi.mocked(log.warn).mock.calls, ...vi.mocked(log.error).mock.calls]);

/** The database's clock, as the test would have it: seconds from a day to come. */
export const NOON = Date.parse('2030-01-01T12:00:00Z');
export const at = (seconds: number) =>
  sql`${new Date(NOON + seconds * 1000).toISOString()}::timestamptz`;
