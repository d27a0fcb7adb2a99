import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { events } from '#db/schema';
import { useOwnDatabase } from '#e2e/support/own-database';
import { freePort } from '#e2e/support/ports';
import { errorOf, gate } from '#e2e/support/promises';
import { type Service, SmsDouble } from '#e2e/support/sms-double';
import { deliverDue, emit, startDelivery } from './events';
import { Courier } from './events/courier';
import { log } from './log';
import { parseMobile } from './mobile';
import { db } from './stores';
import { createUser } from './users';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZI';
const BLOCKED = { kind: 'country', country: 'CN', until: '2030-01-01T00:00:00.000Z' } as const;
const budget = (spent: number) =>
  ({ threshold: 80, window: { max: 25, seconds: 3600 }, spent }) as const;

interface Told {
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
const PATIENCE = { timeout: 25_000, interval: 20 };
let operator: SmsDouble<Told>;

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

const rows = () => db().select().from(events).orderBy(events.id);
const told = () => operator.messages.map(({ data }) => data.spent);
const failures = () =>
  JSON.stringify([...vi.mocked(log.warn).mock.calls, ...vi.mocked(log.error).mock.calls]);

/** The database's clock, as the test would have it: seconds from a day to come. */
const NOON = Date.parse('2030-01-01T12:00:00Z');
const at = (seconds: number) => sql`${new Date(NOON + seconds * 1000).toISOString()}::timestamptz`;

describe('an event', () => {
  test('is told once: signed, with its type, its time and an id that stays', async () => {
    await emit('sms.blocked', BLOCKED);
    expect(await deliverDue()).toBe(1);
    const [event] = await rows();
    const timestamp = event?.createdAt.toISOString();
    const message = { id: event?.id, type: 'sms.blocked', timestamp, data: BLOCKED };
    expect(operator.messages).toEqual([message]);
    expect(event).toMatchObject({ attempts: 1, nextAttemptAt: null });
    expect(event?.deliveredAt).toBeInstanceOf(Date);
    expect(await deliverDue(at(0))).toBe(0);
  });

  test('is not kept where nobody wants to hear it', async () => {
    vi.stubEnv('EVENTS_WEBHOOK_URL', undefined);
    await emit('sms.blocked', BLOCKED);
    await createUser(newMobile(), 'none');
    expect(await rows()).toEqual([]);
    expect(await deliverDue()).toBe(0);
  });

  test('waits where nobody is told any more, and is told when somebody is again', async () => {
    await emit('sms.blocked', BLOCKED);
    vi.stubEnv('EVENTS_WEBHOOK_URL', undefined);
    expect(await deliverDue()).toBe(0);
    vi.stubEnv('EVENTS_WEBHOOK_URL', operator.environment.EVENTS_WEBHOOK_URL);
    expect(await deliverDue()).toBe(1);
  });

  test('is told by a running process without waiting for its next look', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const { open, opened } = gate();
    operator.answerWith(() => {
      open();
      return 'accept';
    });
    startDelivery();
    await emit('sms.blocked', BLOCKED);
    await opened;
    const { gatehouseStopping } = globalThis as { gatehouseStopping?: () => Promise<void> };
    await gatehouseStopping?.();
    expect((await rows())[0]?.deliveredAt).toBeInstanceOf(Date);
    await emit('sms.blocked', BLOCKED);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(operator.messages).toHaveLength(1);
  });
});

describe('a new user', () => {
  test('is told without the number', async () => {
    const mobile = newMobile();
    const user = await createUser(mobile, 'none');
    await deliverDue();
    const data = { user: user?.id, country: 'CN', at: user?.createdAt.toISOString() };
    expect(operator.messages).toMatchObject([{ type: 'user.registered', data }]);
    expect(JSON.stringify(await rows())).not.toContain(mobile.e164.slice(-8));
    expect(user).toMatchObject({ mobile: mobile.e164, passwordHash: 'none', isOperator: false });
  });

  test('who is one already is not told again', async () => {
    const mobile = newMobile();
    const created = await Promise.all(Array.from({ length: 8 }, () => createUser(mobile, 'none')));
    expect(created.filter(Boolean)).toHaveLength(1);
    expect(await rows()).toHaveLength(1);
  });

  test('is not there where the event cannot be, nor the other way round', async () => {
    const mobile = newMobile();
    await db().execute(sql`alter table events add constraint none check (false) not valid`);
    await errorOf(createUser(mobile, 'none'));
    await db().execute(sql`alter table events drop constraint none`);
    expect(await createUser(mobile, 'none')).toBeDefined();
  });
});

describe('an event that does not arrive', () => {
  test('is tried again after 5 s, 30 s, 2 min, 10 min, 1 h, 6 h and 24 h, and then given up', async () => {
    operator.answerWith('500', 'always');
    await emit('sms.blocked', BLOCKED);
    let time = 0;
    for (const wait of [5, 30, 120, 600, 3_600, 21_600, 86_400]) {
      expect(await deliverDue(at(time))).toBe(1);
      expect(await deliverDue(at(time + wait - 1))).toBe(0);
      time += wait;
    }
    expect(failures()).not.toContain('event given up');
    expect(await deliverDue(at(time))).toBe(1);
    expect(failures()).toContain('event given up');
    expect(await deliverDue(at(time + 1e9))).toBe(0);
    expect((await rows())[0]).toMatchObject({
      attempts: 8,
      nextAttemptAt: null,
      deliveredAt: null,
    });
    expect(operator.requests).toBe(8);
  });

  test('arrives when the receiver is well again, as the same event', async () => {
    const bodies: Told[] = [];
    for (const answer of ['500', 'reset'] as const) {
      operator.answerWith((message) => {
        bodies.push(message);
        return answer;
      });
    }
    await emit('sms.blocked', BLOCKED);
    for (const seconds of [0, 5, 35]) await deliverDue(at(seconds));
    expect(await deliverDue(at(1e9))).toBe(0);
    expect(operator.messages.at(-1)).toEqual(bodies[0]);
    expect(bodies[1]).toEqual(bodies[0]);
    expect((await rows())[0]).toMatchObject({ attempts: 3, nextAttemptAt: null });
  });

  test.each([
    ['301', 'http-301'],
    ['410', 'http-410'],
    ['html-502', 'http-502'],
    ['reset', /ECONNRESET|UND_ERR/],
  ] as const)(
    'because the answer is %s is tried again, and the log says why',
    async (answer, why) => {
      operator.answerWith(answer);
      await emit('sms.blocked', BLOCKED);
      await deliverDue(at(0));
      expect(failures()).toMatch(why);
      await deliverDue(at(5));
      expect((await rows())[0]?.deliveredAt).toEqual(new Date(NOON + 5_000));
    },
  );

  test('because nobody is there is tried again, and no log has the address', async () => {
    vi.stubEnv('EVENTS_WEBHOOK_URL', `http://127.0.0.1:${await freePort()}/token`);
    await emit('sms.blocked', BLOCKED);
    await deliverDue(at(0));
    expect(failures()).toContain('ECONNREFUSED');
    expect(failures()).not.toContain('token');
    vi.stubEnv('EVENTS_WEBHOOK_URL', operator.environment.EVENTS_WEBHOOK_URL);
    await deliverDue(at(5));
    expect(operator.messages).toHaveLength(1);
  });

  test('because the answer is slow is waited for no longer than the deadline', async () => {
    const late = new AbortController();
    const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(late.signal);
    operator.answerWith(() => {
      late.abort();
      return 'hang';
    });
    await emit('sms.blocked', BLOCKED);
    await deliverDue(at(0));
    expect(timeout).toHaveBeenCalledWith(5_000);
    await deliverDue(at(5));
    expect((await rows())[0]).toMatchObject({ attempts: 2, nextAttemptAt: null });
  });

  test('holds up no other', async () => {
    const { opened, open } = gate();
    operator.answerWith(
      ({ data }) => (data.spent === 0 ? opened.then(() => '500' as const) : 'accept'),
      'always',
    );
    for (let spent = 0; spent < 40; spent++) await emit('budget.threshold', budget(spent));
    let turn: Promise<unknown> = Promise.resolve();
    const setOut = () => {
      turn = turn.then(() => courier.setOut());
    };
    const courier = new Courier(setOut, at(0));
    setOut();
    await vi.waitUntil(() => told().length === 39, PATIENCE);
    open();
    await courier.rest();
    await turn;
    expect((await rows()).filter(({ deliveredAt }) => !deliveredAt)).toHaveLength(1);
  });
});

describe('of several processes', () => {
  test('that look at once one tells each event', async () => {
    for (let spent = 0; spent < 30; spent++) await emit('budget.threshold', budget(spent));
    const tried = await Promise.all([1, 2, 3].map(() => deliverDue()));
    expect(tried.reduce((sum, each) => sum + each)).toBe(30);
    expect(told().sort((a = 0, b = 0) => a - b)).toEqual(Array.from({ length: 30 }, (_, i) => i));
  });

  test('one that dies before it knows the answer is followed by another, after the lease', async () => {
    const { opened, open } = gate();
    operator.answerWith(() => opened.then(() => 'reset' as const));
    await emit('sms.blocked', BLOCKED);
    const dead = new Courier(() => {}, at(0));
    expect(await dead.setOut()).toBe(1);
    await vi.waitUntil(() => operator.requests === 1, PATIENCE);
    expect(await deliverDue(at(34))).toBe(0);
    expect(await deliverDue(at(35))).toBe(1);
    expect(operator.messages).toHaveLength(1);
    // It was not dead: what it says now is of a try that is not the last.
    open();
    await dead.rest();
    expect(operator.messages[1]?.id).toBe(operator.messages[0]?.id);
    expect((await rows())[0]).toMatchObject({ attempts: 2, nextAttemptAt: null });
  });

  test('one that is killed while it waits for the answer is followed by another', async () => {
    operator.answerWith('hang');
    await emit('sms.blocked', BLOCKED);
    const command = ['--import', 'tsx', 'server/events/command.ts', 'deliver'];
    const killed = spawn(process.execPath, command);
    await vi.waitUntil(() => operator.messages.length === 1, PATIENCE);
    killed.kill('SIGKILL');
    await once(killed, 'exit');
    expect(await deliverDue()).toBe(0);
    expect(await deliverDue(sql`now() + interval '35 s'`)).toBe(1);
    expect(operator.messages[1]).toEqual(operator.messages[0]);
  });

  test('one that dies between the answer and writing it down is followed by another, with the same id', async () => {
    await emit('sms.blocked', BLOCKED);
    await db().execute(sql`alter table events add constraint dead check (delivered_at is null)`);
    await deliverDue(at(0));
    expect(failures()).toContain('event not written');
    await db().execute(sql`alter table events drop constraint dead`);
    expect(await deliverDue(at(34))).toBe(0);
    expect(await deliverDue(at(35))).toBe(1);
    const [first, second] = operator.messages;
    expect(second).toEqual(first);
    expect(await deliverDue(at(1e9))).toBe(0);
  });
});

function newMobile() {
  const digits = String(Number.parseInt(randomUUID().slice(0, 8), 16) % 1e8).padStart(8, '0');
  return parseMobile(`+86176${digits}`);
}
