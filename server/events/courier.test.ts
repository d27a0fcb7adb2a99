import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { sql } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import {
  at,
  BLOCKED,
  failures,
  NOON,
  operator,
  rows,
  type Told,
  tellOperator,
  told,
} from '#e2e/support/events';
import { freePort } from '#e2e/support/ports';
import { gate } from '#e2e/support/promises';
import { deliverDue, emit } from '../events';
import { db } from '../stores';
import { Courier } from './courier';

const budget = (spent: number) =>
  ({ threshold: 80, window: { max: 25, seconds: 3600 }, spent }) as const;
const PATIENCE = { timeout: 25_000, interval: 20 };

tellOperator();

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
