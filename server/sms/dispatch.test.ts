import pLimit from 'p-limit';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type CcpDouble, startCcpDouble } from '#e2e/support/ccp-double';
import { freePort } from '#e2e/support/ports';
import { codeTo, restoreSenders, rowsOf, SENT, stub } from '#e2e/support/stub-sender';
import { newAsker, newImageCode, newMobile } from '#e2e/support/visitors';
import { parseMobile } from '../mobile';
import { sendCode, sendNotice } from '../sms';
import { requestSmsCode } from '../verification';
import type { FailureKind, Outcome } from './sender';

restoreSenders();

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

describe('the first sender', () => {
  let ccp: CcpDouble;

  beforeEach(async () => {
    ccp = await startCcpDouble();
    for (const [name, value] of Object.entries(ccp.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => ccp.stop());

  test.each([
    ['refuses', () => ccp.answerWith('160050', 'always')],
    ['is gone', async () => vi.stubEnv('CCP_BASE_URL', `http://127.0.0.1:${await freePort()}`)],
  ])(
    '%s: of 200 sign-ups, 16 at once, everyone gets exactly one SMS',
    async (_, fail) => {
      vi.stubEnv('SMS_ROUTES', 'CN=ccp,aliyun');
      await fail();
      const second = stub('aliyun');
      const mobiles = Array.from({ length: 200 }, newMobile);
      const limit = pLimit(16);
      const answers = await Promise.all(
        mobiles.map((mobile) =>
          limit(async () =>
            requestSmsCode(
              { purpose: 'registration', mobile, ...(await newImageCode()) },
              newAsker(),
            ),
          ),
        ),
      );
      expect(new Set(answers.map(({ delivery }) => delivery))).toEqual(new Set(['sent']));
      expect(second.map(({ to }) => to).sort()).toEqual([...mobiles].sort());
      expect(ccp.messages).toEqual([]);
    },
    60_000,
  );
});
