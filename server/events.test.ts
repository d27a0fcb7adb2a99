import { sql } from 'drizzle-orm';
import { describe, expect, test, vi } from 'vitest';
import { at, BLOCKED, operator, rows, tellOperator } from '#e2e/support/events';
import { errorOf, gate } from '#e2e/support/promises';
import { newMobile } from '#e2e/support/visitors';
import { deliverDue, emit, startDelivery } from './events';
import { parseMobile } from './mobile';
import { db } from './stores';
import { createUser } from './users';

tellOperator();

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
    await createUser(parseMobile(newMobile()), 'none');
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
    const mobile = parseMobile(newMobile());
    const user = await createUser(mobile, 'none');
    await deliverDue();
    const data = { user: user?.id, country: 'CN', at: user?.createdAt.toISOString() };
    expect(operator.messages).toMatchObject([{ type: 'user.registered', data }]);
    expect(JSON.stringify(await rows())).not.toContain(mobile.e164.slice(-8));
    expect(user).toMatchObject({ mobile: mobile.e164, passwordHash: 'none', isOperator: false });
  });

  test('who is one already is not told again', async () => {
    const mobile = parseMobile(newMobile());
    const created = await Promise.all(Array.from({ length: 8 }, () => createUser(mobile, 'none')));
    expect(created.filter(Boolean)).toHaveLength(1);
    expect(await rows()).toHaveLength(1);
  });

  test('is not there where the event cannot be, nor the other way round', async () => {
    const mobile = parseMobile(newMobile());
    await db().execute(sql`alter table events add constraint none check (false) not valid`);
    await errorOf(createUser(mobile, 'none'));
    await db().execute(sql`alter table events drop constraint none`);
    expect(await createUser(mobile, 'none')).toBeDefined();
  });
});
