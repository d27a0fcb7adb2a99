import { sql } from 'drizzle-orm';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditLog, sendLevers } from '#db/schema';
import { runCommand } from '#e2e/support/command';
import { useOwnDatabase } from '#e2e/support/own-database';
import { freePort } from '#e2e/support/ports';
import { db, kv } from '../stores';
import { record } from './decisions';
import { levers, leversReader, setLever } from './levers';
import { operate } from './operator';

const guard = (line: string) => operate(line.split(' ').filter(Boolean), 'command:ann');

beforeAll(async () => {
  await useOwnDatabase();
});
beforeEach(() => db().delete(sendLevers));
afterEach(() => vi.unstubAllEnvs());

describe('an operator', () => {
  test('stops and resumes all SMS', async () => {
    await guard('stop');
    expect((await levers()).stopAll).toBe(true);
    expect(await guard('status')).toMatch(
      /^all SMS +stopped +by ann, \d{4}-\d\d-\d\d \d\d:\d\d UTC/,
    );
    await guard('resume');
    expect((await levers()).stopAll).toBe(false);
    expect(await guard('status')).toMatch(/^nothing +stopped/);
  });

  test('stops and resumes a country, and is told what is still stopped', async () => {
    await guard('stop cn');
    await guard('stop');
    expect((await levers()).countries).toEqual({ CN: 'stop' });
    expect(await guard('resume')).toMatch(/CN +stopped/);
    expect(await guard('resume CN')).toContain('CN is not stopped any more');
    expect(await guard('resume CN')).toContain('was not stopped');
  });

  test('stops, allows and forgets a prefix, also typed with spaces', async () => {
    await guard('stop +86 176 12');
    expect((await levers()).prefixes).toEqual([{ prefix: '+8617612', what: 'stop' }]);
    await guard('allow +8617612');
    expect((await levers()).prefixes).toEqual([{ prefix: '+8617612', what: 'allow' }]);
    await guard('forget +8617612');
    expect((await levers()).prefixes).toEqual([]);
  });

  test('changes the budget and takes it back', async () => {
    await guard('budget 25.5/1h 100/24h');
    expect(await guard('status')).toMatch(/budget +25.5\/1h 100\/24h +by ann/);
    expect((await levers()).budget?.[0]).toEqual({ max: 255_000, seconds: 3600 });
    await guard('budget default');
    expect((await levers()).budget).toBeUndefined();
    expect(await guard('status')).toMatch(/budget +as in SMS_BUDGET/);
  });

  test.skipIf(!process.env.REDIS_URL)('lifts the block of a prefix or a country', async () => {
    for (const [line, key] of [
      ['lift +852 91234', 'guard_blocks_prefix_+85291234'],
      ['lift zw', 'guard_blocks_country_ZW'],
    ] as const) {
      await kv().hset(key, { blocked: 1 });
      await guard(line);
      expect(await kv().exists(key)).toBe(0);
    }
  });

  test('is told that blocks in memory cannot be lifted from here', async () => {
    vi.stubEnv('REDIS_URL', '');
    await expect(guard('lift CN')).rejects.toThrow('Set KV_REST_API_URL or REDIS_URL');
  });

  test('reads what was decided', async () => {
    expect(await guard('decisions --last 1h')).toBe('Nothing was asked for in the last 1h.');
    const decision = { purpose: 'registration', country: 'CN', prefix: '+861761234' } as const;
    const captcha = { way: 'picture', level: 'normal' } as const;
    const common = { ...decision, sender: 'ccp', price: 500, captcha };
    await record({ ...common, allowed: false, reason: 'prefix', observed: [] });
    for (let i = 0; i < 3; i++) {
      await record({ ...common, allowed: true, reason: null, observed: i ? [] : ['site'] });
    }
    const [, ...lines] = (await guard('decisions')).split('\n');
    expect(lines.map((line) => line.split(/ {2,}/))).toEqual([
      ['CN', 'allowed', '3', '0.15', '1'],
      ['CN', 'refused: prefix', '1', '0'],
    ]);
  });
});

describe('the audit log says who', () => {
  const said = async () => {
    const { actor, action, details } = auditLog;
    return db().select({ actor, action, details }).from(auditLog).orderBy(auditLog.seq);
  };
  const ANN = 'command:ann';

  test('set and lifted which lever', async () => {
    const { length } = await said();
    await guard('stop cn');
    await guard('resume CN');
    await guard('allow +86 176 12');
    await guard('forget +8617612');
    await guard('budget 25/1h 100/24h');
    await guard('budget default');
    expect((await said()).slice(length)).toEqual([
      { actor: ANN, action: 'lever-set', details: { name: 'CN', value: 'stop' } },
      { actor: ANN, action: 'lever-lifted', details: { name: 'CN' } },
      { actor: ANN, action: 'lever-set', details: { name: '+8617612', value: 'allow' } },
      { actor: ANN, action: 'lever-lifted', details: { name: '+8617612' } },
      { actor: ANN, action: 'lever-set', details: { name: 'budget', value: '25/1h 100/24h' } },
      { actor: ANN, action: 'lever-lifted', details: { name: 'budget' } },
    ]);
  });

  test('stopped a single number, of which it does not keep the whole', async () => {
    await guard('stop +8617612345678');
    expect((await said()).at(-1)?.details).toEqual({ name: '+861761234****', value: 'stop' });
  });

  test.skipIf(!process.env.REDIS_URL)('lifted a block', async () => {
    await guard('lift +861761234');
    const details = { name: '+861761234', what: 'block' };
    expect((await said()).at(-1)).toEqual({ actor: ANN, action: 'lever-lifted', details });
  });

  test('or nothing is done', async () => {
    await guard('stop CN');
    await db().execute(sql`create function lose() returns trigger language plpgsql
      as 'begin return null; end'`);
    await db().execute(sql`create trigger lose before insert on audit_log
      for each row execute function lose()`);
    await expect(guard('resume CN')).rejects.toThrow('cannot be written');
    await expect(guard('stop HK')).rejects.toThrow('cannot be written');
    await db().execute(sql`drop trigger lose on audit_log`);
    expect((await levers()).countries).toEqual({ CN: 'stop' });
  });
});

describe('a mistake changes nothing and is told', () => {
  test.each([
    ['', 'npm run guard'],
    ['frobnicate', 'There is no frobnicate'],
    ['toString', 'There is no toString'],
    ['--everything', 'Unknown option'],
    ['stop China', 'two letters such as CN'],
    ['stop 17612', 'write it as +8617612'],
    ['stop CN HK', 'two letters such as CN'],
    ['stop budget', 'cannot be done to budget'],
    ['stop CN --last 1h', '--last is for decisions'],
    ['allow', 'Say of whom'],
    ['allow CN', 'What can be allowed is a prefix'],
    ['allow all', 'cannot be done to all'],
    ['forget', 'Say of whom'],
    ['forget CN', 'resume CN'],
    ['resume +8617612', 'forget +8617612'],
    ['lift', 'Say of whom'],
    ['budget', 'write the money'],
    ['budget 25', 'write the money'],
    ['status now', 'Leave out now'],
    ['decisions --last soon', 'write it as 30m, 1h or 7d'],
  ])('guard %s', async (line, words) => {
    await setLever('+8617612', 'stop', 'ben');
    const before = await db().select().from(sendLevers);
    await expect(guard(line)).rejects.toThrow(words);
    expect(await db().select().from(sendLevers)).toEqual(before);
  });
});

describe('npm run guard', () => {
  test('acts in a process that runs already', async () => {
    let now = 0;
    const running = leversReader(() => now);
    expect((await running()).stopAll).toBe(false);
    expect(await run('stop')).toMatchObject({ code: 0, out: 'No SMS is sent any more.\n' });
    now += 4_000;
    expect((await running()).stopAll).toBe(true);
  });

  test('ends with 2 after a mistake, and says it in one line', async () => {
    const { code, err } = await run('stop', 'China');
    expect(code).toBe(2);
    expect(err).toMatch(/^China is no country.*\n$/);
  });

  test('ends with 1 where the database is away', async () => {
    const port = String(await freePort());
    vi.stubEnv(
      'DATABASE_URL',
      String(Object.assign(new URL(process.env.DATABASE_URL ?? ''), { port })),
    );
    const { code, err } = await run('stop');
    expect(code).toBe(1);
    expect(err).toBe('Not done: no PostgreSQL answers at DATABASE_URL.\n');
  });
});

const run = (...args: string[]) => runCommand('server/send-guard/command.ts', ...args);
