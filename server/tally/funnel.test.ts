import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { smsMessages, tallies } from '#db/schema';
import { useOwnDatabase } from '#e2e/support/own-database';
import { restoreSenders, stub } from '#e2e/support/stub-sender';
import { newAsker, newImageCode, newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { issuePicture, issueProblem, issueRecording } from '../captcha';
import { register } from '../registration';
import { signIn } from '../sign-in';
import { inboxMessages, receiptDoor } from '../sms';
import { db } from '../stores';
import { flushTallies } from '../tally';
import { confirmSmsCode, requestSmsCode } from '../verification';

const purpose = 'registration' as const;
const password = 'correct horse battery';
const MOBILE = '+8617612345678';
const PREFIX = '+861761234';

beforeAll(() => useOwnDatabase());
beforeEach(async () => {
  await flushTallies();
  await db().delete(tallies);
});
restoreSenders();

/** What is in the table but latencies, as `name country prefix sender label: count`. */
async function told(): Promise<string[]> {
  const rows = (await kept()).filter(({ name }) => name !== 'latency');
  return rows.map(({ name, country, prefix, sender, label, count }) => {
    const words = [name, country, prefix, sender, label].filter(Boolean);
    return `${words.join(' ')}: ${count}`;
  });
}

/** How often something took any time. */
async function timesOf(what: string): Promise<number> {
  const rows = (await kept()).filter(({ label }) => label.startsWith(`${what}:`));
  return rows.reduce((sum, { count }) => sum + count, 0);
}

async function kept() {
  await flushTallies();
  const { name, label, sender } = tallies;
  return db().select().from(tallies).orderBy(name, label, sender);
}

async function ask(asker = newAsker(), mobile = MOBILE) {
  await requestSmsCode({ purpose, mobile, ...(await newImageCode()) }, asker);
  return asker;
}

const codeTo = (mobile: string) => inboxMessages().find(({ to }) => to === mobile)?.code ?? '';

async function confirm(asker: ReturnType<typeof newAsker>, smsCode = codeTo(MOBILE)) {
  const confirmation = { purpose, mobile: MOBILE, smsCode };
  return confirmSmsCode(confirmation, asker.challenge, asker.visitor);
}

test('a sign-up is counted at each of its steps, once', async () => {
  const id = randomUUID();
  await Promise.all([1, 2].map((scale) => issuePicture(id, newVisitor(), scale as 1 | 2)));
  await issueRecording(randomUUID(), newVisitor(), 'en');
  await issueProblem(randomUUID(), newVisitor());
  const asker = await ask();
  await confirm(asker);
  await confirm(asker);
  const registration = { mobile: MOBILE, challenge: asker.challenge, password };
  for (let i = 0; i < 2; i++) await register(registration, asker.visitor);
  await signIn({ mobile: MOBILE, password }, asker.visitor);
  expect(await told()).toEqual([
    'picture normal: 1',
    'proof: 1',
    'recording: 1',
    `registered CN ${PREFIX}: 1`,
    `sent CN ${PREFIX} inbox registration: 1`,
    'solved picture: 1',
    'spent CN inbox: 500',
    `verified CN ${PREFIX} inbox registration: 1`,
  ]);
  const times = await Promise.all(TIMED.map(timesOf));
  expect(times).toEqual([2, 1, 2, 2, 1, 1]);
});

const TIMED = ['picture', 'request-code', 'confirm', 'register', 'sign-in', 'provider'];

test('a code is verified for who sent the last SMS that may have come, in one row', async () => {
  vi.stubEnv('SMS_ROUTES', 'CN=twilio,inbox');
  stub('twilio', { status: 'failed', kind: 'retryable', code: 'x' });
  const asker = newAsker();
  const mobile = '+8617622345678';
  await ask(asker, mobile);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 61_000 });
  vi.stubEnv('SMS_ROUTES', 'CN=twilio');
  expect((await refusalOf(ask(asker, mobile))).reason).toBe('sms-failed');
  const smsCode = codeTo(mobile);
  await confirmSmsCode({ purpose, mobile, smsCode }, asker.challenge, asker.visitor);
  expect(await told()).toContain('verified CN +861762234 inbox registration: 1');
  const rows = await db().select().from(smsMessages).orderBy(smsMessages.id);
  const ours = rows.filter(({ prefix }) => prefix === '+861762234');
  expect(ours.map(({ provider }) => provider)).toEqual(['twilio', 'inbox', 'twilio']);
  expect(ours.map(({ verifiedAt }) => verifiedAt !== null)).toEqual([false, true, false]);
});

test('captchas that fail are told apart: wrong and expired', async () => {
  const picture = { ...(await newImageCode()), imageCode: 'XXXX' };
  const send = () => requestSmsCode({ purpose, mobile: MOBILE, ...picture }, newAsker());
  for (const reason of ['captcha-wrong', 'captcha-expired']) {
    expect((await refusalOf(send())).reason).toBe(reason);
  }
  expect(await told()).toEqual(['captcha-failed expired: 1', 'captcha-failed wrong: 1']);
});

describe('what a provider says', () => {
  test('failed, unknown and sent each count for the one who said it; money may be due for two', async () => {
    vi.stubEnv('SMS_ROUTES', 'CN=ccp,aliyun,twilio');
    vi.stubEnv('SMS_PRICES', 'aliyun:CN=0.04 *=0.10');
    const prefix = '+861763234';
    stub('ccp', { status: 'failed', kind: 'balance', code: 'x' });
    stub('aliyun', { status: 'failed', kind: 'ambiguous', code: 'x' });
    await ask(newAsker(), `${prefix}0001`);
    stub('aliyun', { status: 'failed', kind: 'config', code: 'x' });
    stub('twilio', { status: 'sent' });
    await ask(newAsker(), `${prefix}0002`);
    const lines = (await told()).filter((line) => /^(send|sent|spent)/.test(line));
    expect(lines).toEqual([
      `send-failed CN ${prefix} ccp balance: 2`,
      `send-failed CN ${prefix} aliyun config: 1`,
      `send-unknown CN ${prefix} aliyun registration: 1`,
      `sent CN ${prefix} twilio registration: 1`,
      'spent CN aliyun: 400',
      'spent CN twilio: 1000',
    ]);
  });

  test('a breaker that opens counts once', async () => {
    vi.stubEnv('SMS_ROUTES', 'CN=ccp');
    stub('ccp', { status: 'failed', kind: 'retryable', code: 'x' });
    for (let i = 0; i < 7; i++) {
      expect((await refusalOf(ask(newAsker(), `+861764234000${i}`))).reason).toBe('sms-failed');
    }
    expect(await told()).toContain('breaker-opened CN ccp: 1');
  });

  test('receipts count once, whatever is repeated', async () => {
    vi.stubEnv('SMS_RECEIPTS_SECRET', 'a-secret-of-32-characters-or-more');
    vi.stubEnv('SMS_ROUTES', 'CN=ccp');
    const ids = ['one', 'two'];
    stub('ccp', () => ({ status: 'sent', providerMessageId: ids.pop() }));
    const prefix = '+861765234';
    for (const last of ['0001', '0002']) await ask(newAsker(), `${prefix}${last}`);
    const door = receiptDoor('ccp', 'a-secret-of-32-characters-or-more');
    for (const [id, status] of [
      ['one', '0'],
      ['two', '1'],
      ['one', '0'],
    ] as const) {
      const Request = { smsType: '1', content: id, status, deliverCode: 'X' };
      await door?.(JSON.stringify({ Request }), new Headers(), '');
    }
    const lines = await told();
    expect(lines).toContain(`delivered CN ${prefix} ccp: 1`);
    expect(lines).toContain(`undelivered CN ${prefix} ccp: 1`);
  });
});

test('what the send guard refuses counts for its rule, where it was to be sent', async () => {
  vi.stubEnv('SMS_PER_PREFIX', '1/24h');
  const prefix = '+861766234';
  const asking = [1, 2, 3].map((last) => () => ask(newAsker(), `${prefix}000${last}`));
  for (const each of asking) await settle([each()]);
  expect(await told()).toContain(`guard-refused CN ${prefix} inbox prefix: 2`);
});
