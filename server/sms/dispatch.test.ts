import { randomUUID } from 'node:crypto';
import { asc, eq } from 'drizzle-orm';
import pLimit from 'p-limit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { smsMessages } from '#db/schema';
import { type CcpDouble, startCcpDouble } from '#e2e/support/ccp-double';
import { freePort } from '#e2e/support/ports';
import { newAsker, newImageCode, newMobile } from '#e2e/support/visitors';
import { keyedHash } from '../keyed-hash';
import { type Mobile, parseMobile } from '../mobile';
import { breakerStates, findDelivery, sendCode, sendNotice } from '../sms';
import type { SenderName } from '../sms-routes';
import { db } from '../stores';
import { requestSmsCode } from '../verification';
import { settleAbandoned } from './attempts';
import type { FailureKind, Message, Outcome } from './sender';
import { SENDERS } from './senders';

const purpose = 'registration' as const;
const codeTo = (mobile: Mobile) => ({ purpose, mobile, code: '048213', expiresInSeconds: 300 });
const open = globalThis as { gatehouseBreakers?: unknown };
const real = { ...SENDERS };
const SENT: Outcome = { status: 'sent', providerMessageId: 'theirs' };
let ccp: CcpDouble;

beforeEach(async () => {
  ccp = await startCcpDouble({
    accountSid: 'aaf98f8900000000000000000000abcd',
    authToken: '0123456789abcdef0123456789abcdef',
    appId: '8a216da80000000000000000000abcde',
    templateId: '1',
  });
  for (const [name, value] of Object.entries(ccp.environment)) vi.stubEnv(name, value);
  open.gatehouseBreakers = undefined;
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  Object.assign(SENDERS, real);
  await ccp.stop();
});

describe('the route of a country', () => {
  test('is its own, else that of every other', async () => {
    vi.stubEnv('SMS_ROUTES', 'CN=aliyun; *=twilio');
    vi.stubEnv('ALLOWED_COUNTRIES', 'CN US');
    const [aliyun, twilio] = [stub('aliyun'), stub('twilio')];
    await sendCode(codeTo(parseMobile('+8617612345678')));
    await sendCode(codeTo(parseMobile('+14155552671')));
    expect(aliyun.map(({ to }) => to)).toEqual(['+8617612345678']);
    expect(twilio).toMatchObject([
      { to: '+14155552671', country: 'US', code: '048213', minutes: 5, language: 'en' },
    ]);
    expect(twilio[0]?.text).toMatch(/5 minutes.*\n@localhost #048213$/);
  });

  test("brings the text in the visitor's language, else in the country's", async () => {
    vi.stubEnv('SMS_ROUTES', '*=aliyun');
    const aliyun = stub('aliyun');
    const mobile = parseMobile(newMobile());
    for (const language of ['en', 'zh-CN', undefined]) {
      await sendCode(codeTo(mobile), { language });
    }
    expect(aliyun.map(({ language }) => language)).toEqual(['en', 'zh', 'zh']);
  });
});

describe('after a failure', () => {
  const failed = (kind: FailureKind): Outcome => ({ status: 'failed', kind, code: 'why' });

  test.each(['retryable', 'balance', 'config'] as const)('%s, the next one sends', async (kind) => {
    const [first, second, mobile] = [stub('aliyun', failed(kind)), stub('tencent'), newMobile()];
    expect(await send(mobile)).toEqual(SENT);
    expect([first.length, second.length]).toEqual([1, 1]);
    expect(await rowsOf(mobile)).toMatchObject([
      { provider: 'aliyun', status: 'failed', errorKind: kind, errorCode: 'why' },
      { provider: 'tencent', status: 'sent', providerMessageId: 'theirs' },
    ]);
  });

  test('the attempts of one SMS share its request and have names of their own', async () => {
    const [first, second, mobile] = [
      stub('aliyun', failed('config')),
      stub('tencent'),
      newMobile(),
    ];
    await send(mobile);
    const rows = await rowsOf(mobile);
    expect(new Set(rows.map(({ requestId }) => requestId)).size).toBe(1);
    const names = [...first, ...second].map(({ id }) => id);
    expect(rows.map(({ id }) => id.replaceAll('-', ''))).toEqual(names);
  });

  test.each(['ambiguous', 'invalid', 'blocked', 'throttled'] as const)(
    '%s, nobody else is asked',
    async (kind) => {
      const [first, second, mobile] = [stub('aliyun', failed(kind)), stub('tencent'), newMobile()];
      expect(await send(mobile)).toEqual(failed(kind));
      expect([first.length, second.length]).toEqual([1, 0]);
      const status = kind === 'ambiguous' ? 'unknown' : 'failed';
      expect(await rowsOf(mobile)).toMatchObject([{ status, errorKind: kind }]);
    },
  );

  test('duplicate is sent', async () => {
    const [, second, mobile] = [stub('aliyun', failed('duplicate')), stub('tencent'), newMobile()];
    expect(await send(mobile)).toEqual({ status: 'sent' });
    expect(second).toEqual([]);
    expect(await rowsOf(mobile)).toMatchObject([{ status: 'sent', errorKind: null }]);
  });

  test('of the last one, its failure is the answer', async () => {
    stub('aliyun', failed('balance'));
    stub('tencent', failed('retryable'));
    expect(await send(newMobile())).toEqual(failed('retryable'));
  });

  async function send(mobile: string): Promise<Outcome> {
    vi.stubEnv('SMS_ROUTES', 'CN=aliyun,tencent');
    return sendCode(codeTo(parseMobile(mobile)));
  }
});

describe('a notice', () => {
  const none: Outcome = { status: 'failed', kind: 'config', code: 'no-notice-template' };

  test('is told by the first who can, and what it is is in its rows', async () => {
    vi.stubEnv('SMS_ROUTES', '*=aliyun,tencent');
    const [first, second, mobile] = [stub('aliyun', none), stub('tencent'), newMobile()];
    expect(await sendNotice(parseMobile(mobile), 'mobile-changed', 'en')).toEqual(SENT);
    expect([first.length, second.length]).toEqual([1, 1]);
    expect(second[0]?.text).toMatch(/^The mobile number of your account at localhost was changed/);
    expect(await rowsOf(mobile)).toMatchObject([
      { provider: 'aliyun', purpose: 'mobile-changed', status: 'failed' },
      { provider: 'tencent', purpose: 'mobile-changed', status: 'sent' },
    ]);
  });

  test('that a sender cannot tell costs it no code', async () => {
    vi.stubEnv('SMS_ROUTES', '*=aliyun,tencent');
    const first = stub('aliyun', ({ code }) => (code ? SENT : none));
    stub('tencent');
    for (let i = 0; i < 7; i++) await sendNotice(parseMobile(newMobile()), 'mobile-changed');
    await sendCode(codeTo(parseMobile(newMobile())));
    expect(first.at(-1)?.code).toBe('048213');
  });
});

describe('a sender that fails five times in a row', () => {
  const down: Outcome = { status: 'failed', kind: 'retryable', code: 'down' };

  test('is passed over in that country, without a row, until it has rested', async () => {
    vi.stubEnv('SMS_ROUTES', '*=aliyun,tencent');
    vi.stubEnv('ALLOWED_COUNTRIES', 'CN US');
    const answers: { aliyun: Outcome } = { aliyun: down };
    const first = stub('aliyun', () => answers.aliyun);
    stub('tencent');
    for (let i = 0; i < 7; i++) await sendCode(codeTo(parseMobile(newMobile())));
    expect(first).toHaveLength(5);
    expect(breakerStates()).toEqual([
      { sender: 'aliyun', country: 'CN', state: 'open' },
      { sender: 'tencent', country: 'CN', state: 'closed' },
    ]);
    await sendCode(codeTo(parseMobile('+14155552671')));
    expect(first).toHaveLength(6);
    const mobile = newMobile();
    await sendCode(codeTo(parseMobile(mobile)));
    expect(await rowsOf(mobile)).toMatchObject([{ provider: 'tencent' }]);

    answers.aliyun = SENT;
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 30_000 });
    await sendCode(codeTo(parseMobile(newMobile())));
    expect(first).toHaveLength(7);
    expect(breakerStates()[0]).toMatchObject({ sender: 'aliyun', state: 'closed' });
  });

  test('is tried all the same where nobody else is left', async () => {
    vi.stubEnv('SMS_ROUTES', '*=aliyun');
    const only = stub('aliyun', down);
    for (let i = 0; i < 7; i++) {
      expect(await sendCode(codeTo(parseMobile(newMobile())))).toEqual(down);
    }
    expect(only).toHaveLength(7);
  });

  test('is not one that refuses numbers', async () => {
    vi.stubEnv('SMS_ROUTES', '*=aliyun,tencent');
    const first = stub('aliyun', { status: 'failed', kind: 'invalid', code: 'no' });
    for (let i = 0; i < 7; i++) await sendCode(codeTo(parseMobile(newMobile())));
    expect(first).toHaveLength(7);
  });
});

test.each([
  ['refuses', () => ccp.answerWith('160050', 'always')],
  ['is gone', async () => vi.stubEnv('CCP_BASE_URL', `http://127.0.0.1:${await freePort()}`)],
])(
  '200 sign-ups, 16 at once, the first sender %s: everyone gets exactly one SMS',
  async (_, fail) => {
    vi.stubEnv('SMS_ROUTES', 'CN=ccp,aliyun');
    await fail();
    const second = stub('aliyun');
    const mobiles = Array.from({ length: 200 }, newMobile);
    const limit = pLimit(16);
    const answers = await Promise.all(
      mobiles.map((mobile) =>
        limit(async () =>
          requestSmsCode({ purpose, mobile, ...(await newImageCode()) }, newAsker()),
        ),
      ),
    );
    expect(new Set(answers.map(({ delivery }) => delivery))).toEqual(new Set(['sent']));
    expect(second.map(({ to }) => to).sort()).toEqual([...mobiles].sort());
    expect(ccp.messages).toEqual([]);
  },
  60_000,
);

describe('what became of an SMS', () => {
  const sendFor = (challenge: string) => sendCode(codeTo(parseMobile(newMobile())), { challenge });

  beforeEach(() => vi.stubEnv('SMS_ROUTES', '*=aliyun'));

  test('is for the holder of its challenge', async () => {
    stub('aliyun');
    const challenge = randomUUID();
    await sendFor(challenge);
    expect(await findDelivery(challenge)).toBe('sent');
    expect(await findDelivery(randomUUID())).toBeNull();
  });

  test('is sending while it is on its way', async () => {
    const challenge = randomUUID();
    let meanwhile: unknown;
    stub('aliyun', async () => {
      meanwhile = await findDelivery(challenge);
      return SENT;
    });
    await sendFor(challenge);
    expect(meanwhile).toBe('sending');
  });

  test('is what the last one that left did: one that surely did not leave does not count', async () => {
    const outcomes: Outcome[] = [
      { status: 'failed', kind: 'ambiguous', code: 'x' },
      { status: 'failed', kind: 'blocked', code: 'x' },
    ];
    stub('aliyun', () => outcomes.shift() ?? SENT);
    const challenge = randomUUID();
    await sendFor(challenge);
    await sendFor(challenge);
    expect(await findDelivery(challenge)).toBe('unknown');
  });

  test('said by a receipt that was faster than the answer stays said', async () => {
    const mobile = newMobile();
    stub('aliyun', async () => {
      const [row] = await rowsOf(mobile);
      await db()
        .update(smsMessages)
        .set({ status: 'delivered' })
        .where(eq(smsMessages.id, row?.id ?? ''));
      return SENT;
    });
    await sendCode(codeTo(parseMobile(mobile)));
    expect(await rowsOf(mobile)).toMatchObject([
      { status: 'delivered', providerMessageId: 'theirs', errorKind: null },
    ]);
  });

  test('left sending by a crash is unknown, once it is old enough', async () => {
    const mobile = newMobile();
    stub('aliyun', () => new Promise<Outcome>(() => {}));
    sendCode(codeTo(parseMobile(mobile)));
    await vi.waitFor(async () => expect(await rowsOf(mobile)).toHaveLength(1));
    await settleAbandoned(60);
    expect(await rowsOf(mobile)).toMatchObject([{ status: 'sending' }]);
    await db()
      .update(smsMessages)
      .set({ createdAt: new Date(Date.now() - 61_000) })
      .where(eq(smsMessages.mobileHash, hashOf(mobile)));
    await settleAbandoned(60);
    expect(await rowsOf(mobile)).toMatchObject([{ status: 'unknown', errorKind: 'ambiguous' }]);
  });
});

/** A sender in our hands; the messages it was given. */
function stub(
  name: SenderName,
  answer: Outcome | ((message: Message) => Outcome | Promise<Outcome>) = SENT,
): Message[] {
  const given: Message[] = [];
  SENDERS[name] = {
    name,
    requires: [],
    async send(message) {
      given.push(message);
      return typeof answer === 'function' ? answer(message) : answer;
    },
  };
  return given;
}

function rowsOf(mobile: string) {
  return db()
    .select()
    .from(smsMessages)
    .where(eq(smsMessages.mobileHash, hashOf(mobile)))
    .orderBy(asc(smsMessages.id));
}

function hashOf(mobile: string): string {
  return keyedHash('sms-messages', mobile).toString('hex');
}
