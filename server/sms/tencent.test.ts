import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ACCOUNTS } from '#e2e/support/sms-senders';
import { startTencentDouble, type TencentDouble } from '#e2e/support/tencent-double';
import type { CodeMessage } from './sender';
import { tencent } from './tencent';

let double: TencentDouble;

beforeEach(async () => {
  double = await startTencentDouble(ACCOUNTS.tencent);
  for (const [name, value] of Object.entries(double.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await double.stop();
});

test.each([
  ['Error', (code: string) => ({ Error: { Code: code } })],
  ['SendStatusSet', (code: string) => ({ SendStatusSet: [{ Code: code, SerialNo: '' }] })],
])('a refusal is understood in its %s', async (_, parts) => {
  const code = 'LimitExceeded.PhoneNumberDailyLimit';
  double.answerWith({ body: JSON.stringify({ Response: parts(code) }) });
  expect(await tencent.send(message())).toEqual({ status: 'failed', kind: 'throttled', code });
});

test.each([{ SendStatusSet: [] }, {}])(
  'an answer about no number, %j, says nothing',
  async (parts) => {
    double.answerWith({ body: JSON.stringify({ Response: parts }) });
    expect(await tencent.send(message())).toMatchObject({ kind: 'ambiguous', code: 'unreadable' });
  },
);

test.each([
  ['en', 'both', '1111'],
  ['en', 'TENCENT_TEMPLATE_ZH', '1110'],
  ['zh', 'TENCENT_TEMPLATE_EN', '1111'],
] as const)('in %s, with %s, the template is %s', async (language, only, template) => {
  for (const name of ['TENCENT_TEMPLATE_ZH', 'TENCENT_TEMPLATE_EN']) {
    if (only !== 'both' && only !== name) vi.stubEnv(name, undefined);
  }
  expect(await tencent.send(message({ language }))).toMatchObject({ status: 'sent' });
  expect(double.messages).toMatchObject([{ template }]);
});

test.each(['2024-05-06T23:59:59Z', '2024-05-07T00:00:00Z'])(
  'the day of a signature at %s is that of UTC',
  async (time) => {
    const other = await startTencentDouble({ ...ACCOUNTS.tencent, now: () => new Date(time) });
    vi.stubEnv('TENCENT_BASE_URL', other.url);
    vi.stubEnv('TZ', 'America/New_York');
    vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) });
    expect(await tencent.send(message())).toMatchObject({ status: 'sent' });
    await other.stop();
  },
);

test('a key that cannot stand in a header is for the operator, and nothing is sent', async () => {
  vi.stubEnv('TENCENT_SECRET_ID', '密钥');
  const outcome = { status: 'failed', kind: 'config', code: 'unsendable' };
  expect(await tencent.send(message())).toEqual(outcome);
  expect(double.requests).toBe(0);
});

function message(parts: Partial<CodeMessage> = {}): CodeMessage {
  const to = { to: '+8617612345678', country: 'CN', language: 'zh' as const };
  return { id: '0'.repeat(32), ...to, code: '135790', minutes: 5, text: '', ...parts };
}
