import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ACCOUNTS } from '#e2e/support/sms-senders';
import { startWebhookDouble, type WebhookDouble } from '#e2e/support/webhook-double';
import { env } from '../env';
import type { CodeMessage } from './sender';
import { webhook } from './webhook';

const EXAMPLE_TIME = 1_764_000_000;
let double: WebhookDouble;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: EXAMPLE_TIME * 1000 });
  double = await startWebhookDouble(ACCOUNTS.webhook);
  for (const [name, value] of Object.entries(double.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await double.stop();
});

test('a request is the one in the README, to the letter', async () => {
  let request: IncomingMessage | undefined;
  double.answerWith((_, one) => {
    request = one;
    return 'accept';
  });
  await webhook.send(message());
  const readme = readFileSync('README.md', 'utf8');
  for (const name of ['content-type', 'webhook-id', 'webhook-timestamp', 'webhook-signature']) {
    expect(readme).toContain(`\n${name}: ${request?.headers[name]}`);
  }
  expect(readme).toContain(`\n${JSON.stringify(double.messages[0])}\n`);
});

test('a message asked for twice goes out once, and the second answer says so', async () => {
  await webhook.send(message());
  const duplicate = { status: 'failed', kind: 'duplicate', code: 'http-409' };
  expect(await webhook.send(message())).toEqual(duplicate);
  expect(double.messages).toHaveLength(1);
});

describe('an answer', () => {
  test.each([
    [200, '{}', { status: 'sent' }],
    [201, '{"message_id":"a b"}', { status: 'sent' }],
    [202, '{"message_id":"a-b"}', { status: 'sent', providerMessageId: 'a-b' }],
    [202, 'OK', { status: 'failed', kind: 'ambiguous', code: 'http-202' }],
    [422, '<html>', { status: 'failed', kind: 'config', code: 'http-422' }],
    [503, '{"kind":"retryable"}', { status: 'failed', kind: 'ambiguous', code: 'http-503' }],
  ])('%i %s', async (status, body, outcome) => {
    double.answerWith({ status, body });
    expect(await webhook.send(message())).toEqual(outcome);
  });
});

test('an address with a password in it is for the operator, and nothing is sent', async () => {
  vi.stubEnv('SMS_WEBHOOK_URL', `${double.url.replace('//', '//user:password@')}/sms`);
  const outcome = { status: 'failed', kind: 'config', code: 'unsendable' };
  expect(await webhook.send(message())).toEqual(outcome);
  expect(double.requests).toBe(0);
});

test.each([
  ['SMS_WEBHOOK_URL', 'http://gateway.example.com'],
  ['SMS_WEBHOOK_SECRET', 'hunter2'],
  ['ALIYUN_BASE_URL', 'http://dysmsapi.example.com'],
  ['TENCENT_BASE_URL', 'http://sms.example.com'],
  ['TWILIO_BASE_URL', 'http://api.example.com'],
  ['SMS_RECEIPTS_SECRET', 'short'],
])('%s=%s is refused', (name, value) => {
  vi.stubEnv(name, value);
  expect(env).toThrow(name);
});

function message(): CodeMessage {
  const to = { to: '+8617612345678', country: 'CN', language: 'zh' as const };
  const text = '验证码048213';
  return { id: '0198a3c27b1e7c0a9d5e4f3a2b1c0d9e', ...to, code: '048213', minutes: 5, text };
}
