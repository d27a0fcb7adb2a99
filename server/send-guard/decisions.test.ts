import { eq, sql } from 'drizzle-orm';
import postgres from 'postgres';
import { beforeAll, expect, test } from 'vitest';
import { sendDecisions } from '#db/schema';
import { useOwnDatabase } from '#e2e/support/own-database';
import { db } from '../stores';
import { countDecisions, type Decision, record } from './decisions';

beforeAll(async () => {
  await useOwnDatabase();
});

const ALLOWED: Decision = {
  allowed: true,
  reason: null,
  observed: [],
  purpose: 'registration',
  country: 'CN',
  prefix: '+861761234',
  sender: 'ccp',
  price: 500,
  captcha: { way: 'picture', level: 'normal' },
};
const REFUSED: Decision = { ...ALLOWED, allowed: false, reason: 'money', country: 'HK' };

test('a decision is a row with everything that led to it', async () => {
  await record({ ...ALLOWED, observed: ['prefix', 'country'], purpose: 'sign-in' });
  await record({ ...REFUSED, purpose: 'mobile-change', captcha: { way: 'proof', level: null } });
  const [allowed] = await db()
    .select()
    .from(sendDecisions)
    .where(eq(sendDecisions.purpose, 'sign-in'));
  expect(allowed).toEqual({
    id: expect.stringMatching(/^[\da-f]{8}-[\da-f]{4}-7/),
    createdAt: expect.any(Date),
    allowed: true,
    reason: null,
    observed: ['prefix', 'country'],
    purpose: 'sign-in',
    country: 'CN',
    prefix: '+861761234',
    sender: 'ccp',
    price: 500,
    captchaWay: 'picture',
    captchaLevel: 'normal',
  });
  const [refused] = await db()
    .select()
    .from(sendDecisions)
    .where(eq(sendDecisions.purpose, 'mobile-change'));
  expect(refused).toMatchObject({ reason: 'money', observed: [], captchaLevel: null });
});

test('decisions are counted by country and reason, most frequent first, without older ones', async () => {
  await db().delete(sendDecisions);
  await record(ALLOWED);
  await db().execute(sql`update send_decisions set created_at = now() - interval '61 minutes'`);
  await record(REFUSED);
  await record({ ...REFUSED, reason: 'prefix' });
  for (const observed of [[], [], ['site'] as const]) {
    await record({ ...ALLOWED, observed: [...observed] });
  }
  const none = { observed: 0, price: 0, decisions: 1, allowed: false };
  expect(await countDecisions(3600)).toEqual([
    { country: 'CN', allowed: true, reason: null, decisions: 3, observed: 1, price: 1500 },
    { ...none, country: 'HK', reason: 'money' },
    { ...none, country: 'HK', reason: 'prefix' },
  ]);
  expect((await countDecisions(7200))[0]?.decisions).toBe(4);
});

test('reading by time does not read everything', async () => {
  const client = postgres(process.env.DATABASE_URL ?? '', { max: 1 });
  const plan = await client.begin(async (transaction) => {
    await transaction`set local enable_seqscan = off`;
    return transaction`
      explain select from send_decisions where created_at > now() - interval '1 hour'`;
  });
  await client.end();
  expect(JSON.stringify(plan)).toContain('send_decisions_time_index');
});
