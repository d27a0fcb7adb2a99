import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditLog, sendLevers, users } from '#db/schema';
import { newMember } from '#e2e/support/members';
import { useOwnStores } from '#e2e/support/own-stores';
import { createContext } from '../context';
import { db, kv } from '../stores';
import { createCaller, refusalOf } from '../trpc';
import { appRouter } from './app';

beforeAll(() => useOwnStores('ops-router'));
beforeEach(() => db().delete(sendLevers));

/** The procedures as a browser with this session cookie has them. */
function callerOf(token?: string) {
  const headers = new Headers(token ? { cookie: `session=${token}` } : {});
  headers.set('x-forwarded-for', '2001:db8::1');
  return createCaller(appRouter)(createContext(headers, new Headers())).ops;
}

async function newOperator() {
  const member = await newMember();
  await db().update(users).set({ isOperator: true }).where(eq(users.id, member.user.id));
  return { ...member, actor: `user:${member.user.id}` };
}

const auditedOf = (actor: string) =>
  db().select().from(auditLog).where(eq(auditLog.actor, actor)).orderBy(auditLog.seq);

async function reasonOf(work: Promise<unknown>) {
  return refusalOf(
    await work.then(
      () => undefined as never,
      (error) => error,
    ),
  ).reason;
}

/** Why each of the procedures is refused. */
function reasonsOf(ops: ReturnType<typeof callerOf>) {
  const everything = [
    ops.figures({ look: randomUUID(), period: '1h' }),
    ops.checkLever({ act: 'stop', scope: 'all' }),
    ops.pullLever({ act: 'stop', scope: 'all' }),
  ];
  return Promise.all(everything.map(reasonOf));
}

describe('nothing is shown and nothing done', () => {
  test('for who is not signed in', async () => {
    expect(await reasonsOf(callerOf())).toEqual(Array(3).fill('signed-out'));
    expect(await db().select().from(sendLevers)).toEqual([]);
  });

  test('for who is no operator; no store is asked for a figure', async () => {
    const { token, user } = await newMember();
    const asked = vi.spyOn(kv(), 'multi');
    expect(await reasonsOf(callerOf(token))).toEqual(Array(3).fill('not-operator'));
    expect(asked).not.toHaveBeenCalled();
    expect(await db().select().from(sendLevers)).toEqual([]);
    expect(await auditedOf(`user:${user.id}`)).toEqual([]);
  });

  test('for who is no operator any more, in the same session', async () => {
    const { token, user } = await newOperator();
    const look = randomUUID();
    await callerOf(token).figures({ look, period: '1h' });
    await db().update(users).set({ isOperator: false }).where(eq(users.id, user.id));
    expect(await reasonOf(callerOf(token).figures({ look, period: '1h' }))).toBe('not-operator');
  });
});

describe('an operator', () => {
  test('sees the figures; an opening of the page is one look, however often it asks', async () => {
    const { token, actor } = await newOperator();
    const look = randomUUID();
    for (const period of ['1h', '7d', '1h'] as const) {
      const { funnel } = await callerOf(token).figures({ look, period });
      expect(funnel).toHaveLength(6);
    }
    expect(await auditedOf(actor)).toMatchObject([{ action: 'look', details: { page: '/ops' } }]);
    await callerOf(token).figures({ look: randomUUID(), period: '1h' });
    expect(await auditedOf(actor)).toHaveLength(2);
  });

  test('does not look with the id of another', async () => {
    const [ann, ben] = [await newOperator(), await newOperator()];
    const look = randomUUID();
    await callerOf(ann.token).figures({ look, period: '1h' });
    await callerOf(ben.token).figures({ look, period: '1h' });
    expect(await auditedOf(ben.actor)).toHaveLength(1);
  });

  test('sees nothing where the look cannot be written down, and then looks anew', async () => {
    const { token, actor } = await newOperator();
    const call = { look: randomUUID(), period: '1h' } as const;
    const execute = vi.spyOn(db(), 'execute').mockRejectedValueOnce(new Error('no log'));
    expect(await reasonOf(callerOf(token).figures(call))).toBe('internal');
    execute.mockRestore();
    await callerOf(token).figures(call);
    expect(await auditedOf(actor)).toHaveLength(1);
  });

  test('pulls a lever in their own name; to check one is to do nothing', async () => {
    const { token, actor } = await newOperator();
    const ops = callerOf(token);
    expect(await ops.checkLever({ act: 'stop', scope: '+86 176' })).toEqual({
      ...{ act: 'stop', kind: 'prefix', scope: '+86176', amounts: '' },
    });
    expect(await db().select().from(sendLevers)).toEqual([]);
    await ops.pullLever({ act: 'stop', scope: '+86 176' });
    expect(await db().select().from(sendLevers)).toMatchObject([
      { name: '+86176', value: 'stop', setBy: actor },
    ]);
    await ops.pullLever({ act: 'lift', scope: 'CN' });
    await ops.pullLever({ act: 'resume', scope: '+86176' });
    expect(await auditedOf(actor)).toMatchObject([
      { action: 'lever-set', details: { name: '+86176', value: 'stop' } },
      { action: 'lever-lifted', details: { name: 'CN', what: 'block' } },
      { action: 'lever-lifted', details: { name: '+86176' } },
    ]);
  });

  test('is told at the field what was mistyped', async () => {
    const { token } = await newOperator();
    const error = await callerOf(token)
      .checkLever({ act: 'stop', scope: 'China' })
      .catch((thrown) => thrown);
    expect(refusalOf(error).rule.field).toBe('scope');
  });
});
