import { describe, expect, test, vi } from 'vitest';
import { sendLevers } from '#db/schema';
import { at, startAfterNoon } from '#e2e/support/ops';
import { HOUR, NOON, send } from '#e2e/support/send-guard';
import { count } from '#e2e/support/tallies';
import { refusalOf } from '#e2e/support/visitors';
import { patience } from '../../e2e/support/patience';
import { figures, parseLever, pullLever } from '../ops';
import { throughBreaker } from '../sms/breaker';
import { db, kv } from '../stores';

startAfterNoon('ops-now');

describe('the guard as it stands', () => {
  test('shows what the next SMS would find spent, and the budget an operator set', async () => {
    vi.stubEnv('SMS_PRICES', '*=0.05');
    vi.stubEnv('SMS_BUDGET', '25/1h 100/24h');
    await send();
    await send();
    expect((await figures({ period: '1h' })).guard.budgets).toEqual([
      { seconds: 3_600, max: 25, spent: 0.1, short: 20 },
      { seconds: 86_400, max: 100, spent: 0.1, short: 80 },
    ]);
    await pullLever({ act: 'budget', scope: 'budget', amounts: '50/1h 200/24h' }, 'user:ann');
    const { budgets, levers } = (await figures({ period: '1h' })).guard;
    expect(budgets.map(({ max }) => max)).toEqual([50, 200]);
    expect(levers).toMatchObject([{ name: 'budget', value: '50/1h 200/24h', setBy: 'user:ann' }]);
  });

  test('shows who is blocked, for as long as they are, until it is lifted', async () => {
    const until = NOON + HOUR;
    await kv().hset('guard_blocks_prefix_+861761234', { 1: until });
    await kv().hset('guard_blocks_country_US', { 1: NOON - 1 });
    const refused = { name: 'guard-refused', sender: 'ccp' };
    await count(
      at(-12),
      { ...refused, country: 'CN', prefix: '+861761234', label: 'prefix', count: 4 },
      { ...refused, country: 'US', prefix: '+1212555', label: 'country', count: 9 },
    );
    const blocks = async () => (await figures({ period: '1h' })).guard.blocks;
    const iso = new Date(until).toISOString();
    expect(await blocks()).toEqual([{ kind: 'prefix', id: '+861761234', until: iso }]);
    await pullLever({ act: 'lift', scope: '+86 176 1234' }, 'user:ann');
    expect(await blocks()).toEqual([]);
  });
});

describe('a sender that fails five times in a row', () => {
  const open = globalThis as { gatehouseBreakers?: unknown };
  const down = { status: 'failed', kind: 'retryable', code: 'down' } as const;

  test('is shown as passed over to who asks another process, for 30 s', async () => {
    for (let i = 0; i < 5; i++) await throughBreaker('ccp', 'CN', async () => down);
    open.gatehouseBreakers = undefined;
    const passedOver = async () => (await figures({ period: '1h' })).breakers;
    await vi.waitFor(
      async () => expect(await passedOver()).toEqual([{ sender: 'ccp', country: 'CN' }]),
      patience,
    );
    vi.setSystemTime(Date.now() + 30_000);
    expect(await passedOver()).toEqual([]);
  });
});

describe('a lever', () => {
  test('acts on the guard, can be taken back, and both are in the journal', async () => {
    await send();
    await pullLever({ act: 'stop', scope: 'cn' }, 'user:ann');
    expect((await refusalOf(send())).reason).toBe('too-frequent');
    await pullLever({ act: 'resume', scope: 'CN' }, 'user:ben');
    await send();
    const { journal } = await figures({ period: '1h' });
    expect(journal.slice(0, 2)).toMatchObject([
      { actor: 'user:ben', action: 'lever-lifted', details: { name: 'CN' } },
      { actor: 'user:ann', action: 'lever-set', details: { name: 'CN', value: 'stop' } },
    ]);
  });

  test('is understood in any usual writing', () => {
    expect(parseLever({ act: 'stop', scope: ' ｃn ' })).toMatchObject({
      kind: 'country',
      scope: 'CN',
    });
    expect(parseLever({ act: 'allow', scope: '0086 176-12' })).toMatchObject({ scope: '+8617612' });
    expect(
      parseLever({ act: 'budget', scope: 'budget', amounts: ' 25/1h 100/24h ' }),
    ).toMatchObject({ amounts: '25/1h 100/24h' });
  });

  test.each([
    ['stop', 'China', undefined, 'lever-scope'],
    ['stop', '17612', undefined, 'lever-scope'],
    ['stop', 'budget', undefined, 'lever-scope'],
    ['allow', 'CN', undefined, 'lever-scope'],
    ['allow', 'all', undefined, 'lever-scope'],
    ['lift', 'all', undefined, 'lever-scope'],
    ['budget', 'CN', '25/1h 100/24h', 'lever-scope'],
    ['budget', 'budget', '25', 'lever-budget'],
    ['budget', 'budget', undefined, 'lever-budget'],
  ] as const)(
    'mistyped (%s %s %s) is refused and changes nothing',
    async (act, scope, amounts, reason) => {
      const before = (await figures({ period: '1h' })).journal;
      const pulled = pullLever({ act, scope, amounts }, 'user:ann');
      expect((await refusalOf(pulled)).reason).toBe(reason);
      expect(await db().select().from(sendLevers)).toEqual([]);
      expect((await figures({ period: '1h' })).journal).toEqual(before);
    },
  );
});
