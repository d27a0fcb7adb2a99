import { randomUUID } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { auditLog } from '#db/schema';
import { runCommand } from '#e2e/support/command';
import { useOwnDatabase } from '#e2e/support/own-database';
import { newVisitor } from '#e2e/support/visitors';
import { log } from './log';
import { parseMobile } from './mobile';
import { batchOf, enforceRetention, rulesAt } from './retention';
import { createSession, findSession } from './sessions';
import { db } from './stores';
import { createUser } from './users';

const NOON = Date.parse('2030-01-01T12:00:00Z');
const DAY = 86_400;
const at = (seconds: number) => sql`${new Date(NOON + seconds * 1000).toISOString()}::timestamptz`;
const now = at(0);

beforeAll(async () => {
  await useOwnDatabase();
  // Small tables are read whole, whatever indexes they have.
  await db().execute(sql`
    create function plan_of(statement text) returns setof text language plpgsql
    set enable_seqscan = off as 'begin return query execute ''explain '' || statement; end'`);
});
beforeEach(async () => {
  await db().execute(sql`truncate users, sessions, sms_messages, send_decisions, events, tallies`);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** Writes a row of a table as it was at a time. */
const WRITE = {
  sms_messages: (time: SQL) => sql`
    insert into sms_messages (id, request_id, purpose, country, prefix, mobile_hash, challenge_hash,
      provider, status, created_at)
    values (${randomUUID()}, ${randomUUID()}, 'registration', 'CN', '+861761234', 'hash', 'hash',
      'inbox', 'sent', ${time})`,
  send_decisions: (time: SQL) => sql`
    insert into send_decisions (id, allowed, observed, purpose, country, prefix, sender, price,
      captcha_way, created_at)
    values (${randomUUID()}, true, '{}', 'registration', 'CN', '+861761234', 'inbox', 5, 'picture',
      ${time})`,
  events: (time: SQL) => sql`
    insert into events (id, type, data, created_at, next_attempt_at, delivered_at)
    values (${randomUUID()}, 'sms.blocked', '{}', ${time}, null, ${time})`,
  tallies: (time: SQL) => sql`insert into tallies (hour, name, count) values (${time}, 'sent', 1)`,
};

const countOf = async (table: string) => {
  const [row] = await db().execute<{ count: number }>(
    sql`select count(*)::int as count from ${sql.identifier(table)}`,
  );
  return row?.count;
};

describe('what is exactly as old as may be stays, and goes a second later:', () => {
  test.each([
    ['sms_messages', 400],
    ['send_decisions', 90],
    ['events', 30],
    ['tallies', 800],
  ] as const)('%s, after %d days', async (table, days) => {
    await db().execute(WRITE[table](at(-days * DAY)));
    await db().execute(WRITE[table](at(-days * DAY + 1)));
    expect((await enforceRetention(undefined, now))[table]).toBe(0);
    expect((await enforceRetention(undefined, at(1)))[table]).toBe(1);
    expect(await countOf(table)).toBe(1);
  });

  test('of an SMS what says whose it was, after 90 days; the SMS itself stays', async () => {
    await db().execute(WRITE.sms_messages(at(-90 * DAY)));
    await db().execute(WRITE.sms_messages(at(-90 * DAY + 1)));
    expect(await enforceRetention(undefined, now)).toMatchObject({ sms_links: 0 });
    const links = { sms_links: 1, sms_messages: 0 };
    expect(await enforceRetention(undefined, at(1))).toMatchObject(links);
    expect(await enforceRetention(undefined, at(1))).toMatchObject({ sms_links: 0 });
    const rows = await db().execute(
      sql`select mobile_hash, challenge_hash, prefix from sms_messages order by created_at`,
    );
    expect(rows).toEqual([
      { mobile_hash: '', challenge_hash: null, prefix: '+861761234' },
      { mobile_hash: 'hash', challenge_hash: 'hash', prefix: '+861761234' },
    ]);
  });

  test('each as the policy says now', async () => {
    vi.stubEnv('KEEP_TALLIES', '1d');
    await db().execute(WRITE.tallies(at(-2 * DAY)));
    expect(await enforceRetention(undefined, now)).toMatchObject({ tallies: 1 });
  });
});

test('a session goes when it has expired, and no live one does', async () => {
  const user = await createUser(parseMobile('+8617612345678'), 'none');
  if (!user) throw new Error('no user');
  const visitor = newVisitor();
  const [live, expired] = [await createSession(user, visitor), await createSession(user, visitor)];
  await db().execute(sql`
    update sessions set expires_at = now() where token_hash = (
      select token_hash from sessions order by created_at desc limit 1)`);
  expect(await enforceRetention()).toMatchObject({ sessions: 1 });
  expect(await countOf('sessions')).toBe(1);
  expect(await findSession(live.token)).toBeDefined();
  expect(await findSession(expired.token)).toBeUndefined();
});

test('an event that may still be told stays, and one that was told late stays as long after that', async () => {
  const [next, delivered] = [at(5), at(-30 * DAY)];
  await db().execute(sql`
    insert into events (id, type, data, created_at, next_attempt_at, delivered_at) values
      (${randomUUID()}, 'due', '{}', ${at(-40 * DAY)}, ${next}, null),
      (${randomUUID()}, 'late', '{}', ${at(-40 * DAY)}, null, ${delivered}),
      (${randomUUID()}, 'given up', '{}', ${at(-40 * DAY)}, null, null),
      (${randomUUID()}, 'nobody asks', '{}', ${at(-70 * DAY)}, ${at(-70 * DAY)}, null)`);
  expect(await enforceRetention(undefined, now)).toMatchObject({ events: 2 });
  const left = await db().execute(sql`select type from events order by type`);
  expect(left).toEqual([{ type: 'due' }, { type: 'late' }]);
});

describe('more than fits in a batch', () => {
  const fill = () =>
    db().execute(sql`
      insert into tallies (hour, name, count, label)
      select ${at(-900 * DAY)}, 'sent', 1, n::text from generate_series(1, 2500) n`);

  test('goes in one run, whose counts are a line of the log', async () => {
    const info = vi.spyOn(log, 'info');
    await fill();
    const counts = await enforceRetention(undefined, now);
    const nothing = { sessions: 0, sms_links: 0, sms_messages: 0, send_decisions: 0, events: 0 };
    expect(counts).toEqual({ ...nothing, tallies: 2_500 });
    expect(info.mock.calls).toEqual([[counts, 'retention']]);
    expect(await countOf('tallies')).toBe(0);
  });

  test('goes once, of however many processes at once', async () => {
    await fill();
    const runs = await Promise.all([1, 2, 3, 4].map(() => enforceRetention(undefined, now)));
    expect(runs.reduce((sum, { tallies = 0 }) => sum + tallies, 0)).toBe(2_500);
    expect(await countOf('tallies')).toBe(0);
  });

  test('is left for the next process where this one is to end', async () => {
    await fill();
    const counts = await enforceRetention(AbortSignal.abort(), now);
    expect(counts.tallies).toBe(1_000);
  });
});

test.each(Object.keys(rulesAt(now)))('%s are found by an index', async (name) => {
  const rule = rulesAt(now)[name];
  if (!rule) throw new Error('no rule');
  const statement = new PgDialect().sqlToQuery(batchOf(rule).inlineParams()).sql;
  const plan = JSON.stringify(await db().execute(sql`select plan_of(${statement})`));
  const index = name === 'sms_links' ? /sms_messages_linked_index/ : /Index/;
  expect(plan).toMatch(index);
  expect(plan).not.toMatch(/Seq Scan/);
});

test('npm run retention says what it did, to whoever asked and to the audit log', async () => {
  await db().execute(WRITE.tallies(sql`now() - interval '900 days'`));
  const { code, out } = await runCommand('server/retention/command.ts');
  expect(code).toBe(0);
  expect(out).toMatch(/^tallies +1$/m);
  const [entry] = await db().select().from(auditLog);
  expect(entry).toMatchObject({ action: 'retention', details: { tallies: 1 } });
  expect(entry?.actor).toMatch(/^command:./);
});
