import { createHmac } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditLog } from '#db/schema';
import { runCommand } from '#e2e/support/command';
import { useOwnDatabase } from '#e2e/support/own-database';
import { errorOf } from '#e2e/support/promises';
import { record, recordWith, verify } from './audit';
import { env } from './env';
import { db } from './stores';

const ANN = 'command:ann';

beforeAll(async () => {
  await useOwnDatabase();
});
beforeEach(() => unguarded(sql`delete from audit_log`));

/** As somebody who owns the database can. */
async function unguarded(...statements: SQL[]): Promise<void> {
  await db().execute(sql`alter table audit_log disable trigger all`);
  for (const statement of statements) await db().execute(statement);
  await db().execute(sql`alter table audit_log enable trigger all`);
}

async function write(count: number): Promise<void> {
  for (let i = 1; i <= count; i++) await record(ANN, 'look', { page: i });
}

/** Entries as this version of the log has them, which every later one has to understand. */
async function writeAsEver(count: number): Promise<void> {
  const at = '2026-11-23T07:25:00.000Z';
  let hash = '';
  const entries = Array.from({ length: count }, (_, i) => {
    const said = ['audit-log', hash, String(i + 1), at, ANN, 'look', '{"a":1,"b":[2]}'];
    hash = createHmac('sha256', env().GATEHOUSE_SECRET).update(JSON.stringify(said)).digest('hex');
    return { seq: i + 1, hash };
  });
  await db().execute(sql`
    insert into audit_log select seq, ${at}::timestamptz, ${ANN}, 'look', '{"b": [2], "a": 1}', hash
    from jsonb_to_recordset(${JSON.stringify(entries)}::jsonb) as t(seq bigint, hash text)`);
}

const rows = () => db().select().from(auditLog).orderBy(auditLog.seq);

describe('an entry', () => {
  test('says who did what and when, and follows on the one before', async () => {
    await write(2);
    const [first, second] = await rows();
    expect(first).toMatchObject({ seq: 1, actor: ANN, action: 'look', details: { page: 1 } });
    expect(Math.abs(Date.now() - Number(first?.at))).toBeLessThan(60_000);
    expect(second?.seq).toBe(2);
    expect(second?.hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await verify()).toEqual({ entries: 2, head: second?.hash });
  });

  test('holds whatever JSON can, in whatever order the database keeps it', async () => {
    const details = { z: [1, { b: 1.5e-7, a: '监' }], a: null, gone: undefined, 10: 1e21, 9: -0 };
    await record(ANN, 'look', details);
    expect(await verify()).toMatchObject({ entries: 1 });
    expect((await verify()).brokenAt).toBeUndefined();
  });

  test('is one of an unbroken chain, however many are written at once in however many processes', async () => {
    const process = globalThis as { gatehouseAudit?: unknown };
    const entries = Array.from({ length: 40 }, (_, page) => {
      if (page % 8 === 0) delete process.gatehouseAudit; // another process has turns of its own
      return record(ANN, 'look', { page });
    });
    await Promise.all(entries);
    const pages = (await rows()).map(({ details }) => (details as { page: number }).page);
    expect(pages.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, page) => page));
    expect(await verify()).toMatchObject({ entries: 40 });
    expect((await verify()).brokenAt).toBeUndefined();
  });

  test('is not there where what it is about failed, nor the other way round', async () => {
    const act = sql`insert into send_levers select null, 'stop', ${ANN} from entry returning name`;
    await errorOf(recordWith(ANN, 'look', {}, act));
    expect(await rows()).toEqual([]);
    expect(await recordWith(ANN, 'look', {}, sql`select 1 from entry`)).toBe(1);
    expect(await rows()).toHaveLength(1);
  });

  test.each([
    sql`update audit_log set actor = 'nobody'`,
    sql`delete from audit_log`,
    sql`truncate audit_log`,
    sql`insert into audit_log select * from audit_log on conflict (seq) do update set actor = ''`,
  ])('is never changed or removed: case %#', async (statement) => {
    await write(1);
    const before = await rows();
    const { cause } = (await errorOf(db().execute(statement))) as { cause: Error };
    expect(cause.message).toContain('append-only');
    expect(await rows()).toEqual(before);
  });
});

describe('whoever verifies finds', () => {
  test('nothing where there is nothing', async () => {
    expect(await verify()).toEqual({ entries: 0, head: '' });
  });

  test.each([
    ['changed details', 3, sql`update audit_log set details = '{"page": 4}' where seq = 3`],
    ['another actor', 1, sql`update audit_log set actor = 'command:ben' where seq = 1`],
    ['another action', 5, sql`update audit_log set action = 'lever-set' where seq = 5`],
    ['another time', 2, sql`update audit_log set at = at - interval '1 ms' where seq = 2`],
    ['another hash', 4, sql`update audit_log set hash = repeat('0', 64) where seq = 4`],
    ['a removed entry', 3, sql`delete from audit_log where seq = 3`],
    ['a removed beginning', 1, sql`delete from audit_log where seq < 3`],
    [
      'two swapped entries',
      2,
      sql`update audit_log set seq = -1 where seq = 2`,
      sql`update audit_log set seq = 2 where seq = 4`,
      sql`update audit_log set seq = 4 where seq = -1`,
    ],
    [
      'an entry put in',
      3,
      sql`update audit_log set seq = -seq where seq >= 3`,
      sql`update audit_log set seq = 1 - seq where seq < 0`,
      sql`insert into audit_log select 3, at, actor, action, details, hash from audit_log where seq = 2`,
    ],
    [
      'a removed entry whose place was closed',
      3,
      sql`delete from audit_log where seq = 3`,
      sql`update audit_log set seq = seq - 1 where seq > 3`,
    ],
    [
      'an entry before the first',
      0,
      sql`insert into audit_log select 0, at, actor, action, details, hash from audit_log where seq = 1`,
    ],
    [
      'an entry at the end that we did not write',
      6,
      sql`insert into audit_log select 6, at, actor, action, details, hash from audit_log where seq = 5`,
    ],
  ] as [string, number, ...SQL[]][])('%s, and which is the first', async (_, seq, ...tampering) => {
    await write(5);
    await unguarded(...tampering);
    expect(await verify()).toMatchObject({ entries: Math.max(0, seq - 1), brokenAt: seq });
  });

  test('an end that was cut off, where they know a head from before', async () => {
    await write(3);
    const { head } = await verify();
    await write(2);
    expect(await verify(head)).toMatchObject({ entries: 5 });
    expect((await verify(head)).brokenAt).toBeUndefined();
    await unguarded(sql`delete from audit_log where seq >= 3`);
    expect((await verify()).brokenAt).toBeUndefined();
    expect(await verify(head)).toMatchObject({ entries: 2, brokenAt: 3 });
  });

  test('what is wrong far from the beginning: the log is read a thousand entries at a time', async () => {
    await writeAsEver(1_002);
    expect(await verify()).toMatchObject({ entries: 1_002 });
    expect((await verify()).brokenAt).toBeUndefined();
    await unguarded(sql`delete from audit_log where seq = 1001`);
    expect(await verify()).toMatchObject({ entries: 1_000, brokenAt: 1_001 });
  });

  test('nothing, with another secret: all of it could have been written by anybody', async () => {
    await write(2);
    vi.stubEnv('GATEHOUSE_SECRET', 'another secret of at least 32 characters');
    expect(await verify()).toEqual({ entries: 0, head: '', brokenAt: 1 });
    vi.unstubAllEnvs();
  });
});

describe('npm run audit', () => {
  test('says how many entries there are and the head, which it is told again later', async () => {
    await write(2);
    const { head } = await verify();
    const [whole, mistyped] = await Promise.all([audit('verify', '--head', head), audit('verfiy')]);
    const out = `The audit log is whole: 2 entries, head ${head}\n`;
    expect(whole).toMatchObject({ code: 0, out });
    expect(mistyped).toMatchObject({ code: 2, err: expect.stringContaining('npm run audit') });
    await unguarded(sql`delete from audit_log where seq = 2`);
    const { code, err } = await audit('verify', '--head', head);
    expect(code).toBe(1);
    expect(err).toMatch(
      /^The audit log is broken at entry 2\. Before it: 1 entries, head [0-9a-f]/,
    );
  });

  const audit = (...args: string[]) => runCommand('server/audit/command.ts', ...args);
});
