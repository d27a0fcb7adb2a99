import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sendDecisions } from '#db/schema';
import { StoreDown } from '#db/store-down';
import { many, mobileIn, newPrefix, send, startAtNoon, waitOf } from '#e2e/support/send-guard';
import { newVisitor, settle } from '#e2e/support/visitors';
import { db, kv } from '../stores';
import { removeLever, setLever } from './levers';

startAtNoon('decide');

async function reasonsOf(prefix: string): Promise<(string | null)[]> {
  const rows = await db().select().from(sendDecisions).where(eq(sendDecisions.prefix, prefix));
  return rows.map(({ reason }) => reason);
}

describe('a rule in observe mode', () => {
  test.each(['address', 'prefix', 'money'] as const)('%s lets pass, and says so', async (rule) => {
    vi.stubEnv('SEND_GUARD_MODES', `${rule}=observe`);
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    vi.stubEnv('SMS_BUDGET', rule === 'money' ? '0/1h 0/24h' : '9/1h 9/24h');
    const [visitor, prefix] = [newVisitor(), newPrefix()];
    const isOneAddress = rule === 'address';
    await Promise.all(
      many(9, () => send(mobileIn(prefix), isOneAddress ? visitor : newVisitor()).catch(() => {})),
    );
    const rows = await db().select().from(sendDecisions).where(eq(sendDecisions.prefix, prefix));
    const observed = rows.filter((row) => row.observed.includes(rule));
    expect(observed.length).toBeGreaterThan(3);
    expect(rows.map(({ reason }) => reason)).not.toContain(rule);
  });
});

describe('a decision is recorded', () => {
  test('with the first rule that refused, and never the whole number', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    const [visitor, prefix] = [newVisitor(), newPrefix()];
    const mobile = mobileIn(prefix);
    await send(mobile, visitor);
    await settle([send(mobile, visitor), send(mobileIn(prefix), visitor)]);
    expect(new Set(await reasonsOf(prefix))).toEqual(new Set([null, 'mobile', 'address']));
    const rows = await db().select().from(sendDecisions).where(eq(sendDecisions.prefix, prefix));
    expect(JSON.stringify(rows)).not.toContain(mobile.e164);
    expect(rows.find(({ allowed }) => allowed)).toMatchObject({
      allowed: true,
      purpose: 'registration',
      country: 'CN',
      sender: 'inbox',
      price: 500,
      captchaWay: 'picture',
      captchaLevel: 'normal',
    });
  });

  test('in two round trips to the key-value store at most', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    let trips = 0;
    kv().use((request, next) => {
      trips += 1;
      return next(request);
    });
    const visitor = newVisitor();
    await send(mobileIn(), visitor);
    expect(trips).toBe(1);
    await settle([send(mobileIn(), visitor)]);
    expect(trips).toBe(3);
  });
});

describe('while a store is away nothing is decided', () => {
  test('the key-value store: before, and with an answer that is lost', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    const visitor = newVisitor();
    let isAway = true;
    let isLost = false;
    kv().use(async (request, next) => {
      if (isAway) throw new StoreDown('kv', 'ECONNREFUSED');
      const answer = await next(request);
      if (!isLost) return answer;
      isLost = false;
      throw new StoreDown('kv', 'TIMEOUT');
    });
    await expect(send(mobileIn(), visitor)).rejects.toThrow(StoreDown);
    [isAway, isLost] = [false, true];
    await expect(send(mobileIn(), visitor)).rejects.toThrow(StoreDown);
    await send(mobileIn(), visitor); // the lost one was uncounted
  });

  test('PostgreSQL, which has to take the decision down', async () => {
    const [visitor, insert] = [newVisitor(), vi.spyOn(db(), 'insert')];
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    insert.mockImplementationOnce(() => {
      throw new StoreDown('postgres', 'ECONNREFUSED');
    });
    await expect(send(mobileIn(), visitor)).rejects.toThrow(StoreDown);
    insert.mockRestore();
    await send(mobileIn(), visitor);
  });
});

describe("the operator's levers", () => {
  afterEach(async () => {
    for (const name of ['all', 'CN', '+86176', '+861769']) await removeLever(name, 'command:ann');
  });

  test.each(['all', 'CN', '+86176'])('%s stopped: nothing is sent', async (name) => {
    await setLever(name, 'stop', 'test');
    const prefix = newPrefix();
    expect(await waitOf(send(mobileIn(prefix)))).toBe(30 * 60);
    expect(await reasonsOf(prefix)).toEqual(['lever']);
  });

  test('a prefix allowed: neither it nor its country is limited', async () => {
    vi.stubEnv('SMS_PER_COUNTRY', '1/24h');
    await setLever('+861769', 'allow', 'test');
    await Promise.all(many(9, () => send(mobileIn('+861769123'))));
    await settle(many(3, () => send()));
    await waitOf(send());
  });
});
