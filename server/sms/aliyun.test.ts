import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type AliyunDouble, startAliyunDouble } from '#e2e/support/aliyun-double';
import { ACCOUNTS } from '#e2e/support/sms-senders';
import { aliyun } from './aliyun';
import { signedHeaders } from './aliyun-signature';
import type { CodeMessage } from './sender';

let double: AliyunDouble;

beforeEach(async () => {
  double = await startAliyunDouble(ACCOUNTS.aliyun);
  for (const [name, value] of Object.entries(double.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await double.stop();
});

test('signature version 3 is as in the example that Aliyun publishes', () => {
  const { Authorization } = signedHeaders(
    {
      host: 'ecs.cn-shanghai.aliyuncs.com',
      action: 'RunInstances',
      version: '2014-05-26',
      date: '2023-10-26T10:22:32Z',
      nonce: '3156853299f313e23d1673dc12e1703d',
      query: {
        RegionId: 'cn-shanghai',
        ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
      },
      body: '',
    },
    { id: 'YourAccessKeyId', secret: 'YourAccessKeySecret' },
  );
  expect(Authorization).toBe(
    'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,' +
      'SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version,' +
      'Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
  );
});

test.each([
  ['+8617612345678', '17612345678'],
  ['+85261234567', '85261234567'],
  ['+447400123456', '447400123456'],
])('%s is written %s', async (to, written) => {
  expect(await aliyun.send(message({ to }))).toMatchObject({ status: 'sent' });
  expect(double.messages).toMatchObject([{ to: written }]);
});

test('an American number is never asked for: without its + it may be a mainland one', async () => {
  const outcome = await aliyun.send(message({ to: '+14155552671' }));
  expect(outcome).toEqual({ status: 'failed', kind: 'config', code: 'looks-mainland' });
  expect(double.requests).toBe(0);
});

test.each([
  ['en', 'both', 'SMS_15306'],
  ['en', 'ALIYUN_TEMPLATE_ZH', 'SMS_15305'],
  ['zh', 'ALIYUN_TEMPLATE_EN', 'SMS_15306'],
] as const)('in %s, with %s, the template is %s', async (language, only, template) => {
  for (const name of ['ALIYUN_TEMPLATE_ZH', 'ALIYUN_TEMPLATE_EN']) {
    if (only !== 'both' && only !== name) vi.stubEnv(name, undefined);
  }
  expect(await aliyun.send(message({ language }))).toMatchObject({ status: 'sent' });
  expect(double.messages).toMatchObject([{ template }]);
});

test('two messages at once have two nonces', async () => {
  const both = await Promise.all([aliyun.send(message()), aliyun.send(message())]);
  expect(both.map(({ status }) => status)).toEqual(['sent', 'sent']);
});

test.each([
  ['ALIYUN_ACCESS_KEY_SECRET', 'SignatureDoesNotMatch'],
  ['ALIYUN_ACCESS_KEY_ID', 'InvalidAccessKeyId.NotFound'],
])('a wrong %s is for the operator', async (name, code) => {
  vi.stubEnv(name, 'wrong');
  expect(await aliyun.send(message())).toEqual({ status: 'failed', kind: 'config', code });
});

function message(parts: Partial<CodeMessage> = {}): CodeMessage {
  const to = { to: '+8617612345678', country: 'CN', language: 'zh' as const };
  return { id: '0'.repeat(32), ...to, code: '135790', minutes: 5, text: '', ...parts };
}
