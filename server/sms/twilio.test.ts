import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { ACCOUNTS } from '#e2e/support/sms-senders';
import { startTwilioDouble, type TwilioDouble } from '#e2e/support/twilio-double';
import type { CodeMessage } from './sender';
import { twilio } from './twilio';

let double: TwilioDouble;

beforeEach(async () => {
  double = await startTwilioDouble(ACCOUNTS.twilio);
  for (const [name, value] of Object.entries(double.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await double.stop();
});

describe('Twilio’s test numbers', () => {
  test.each([
    ['+15005550001', 'invalid', '21211'],
    ['+15005550002', 'invalid', '21612'],
    ['+15005550003', 'blocked', '21408'],
    ['+15005550004', 'blocked', '21610'],
    ['+15005550009', 'invalid', '21614'],
  ])('to %s', async (to, kind, code) => {
    expect(await twilio.send(message({ to }))).toEqual({ status: 'failed', kind, code });
  });

  test.each([
    ['+15005550001', 'config', '21212'],
    ['+15005550007', 'config', '21606'],
    ['+15005550008', 'throttled', '21611'],
  ])('from %s', async (from, kind, code) => {
    vi.stubEnv('TWILIO_FROM', from);
    expect(await twilio.send(message())).toEqual({ status: 'failed', kind, code });
  });
});

test('a messaging service sends where there is one', async () => {
  vi.stubEnv('TWILIO_MESSAGING_SERVICE_SID', ACCOUNTS.twilio.messagingServiceSid);
  expect(await twilio.send(message())).toMatchObject({ status: 'sent' });
  expect(double.messages).toMatchObject([{ from: ACCOUNTS.twilio.messagingServiceSid }]);
});

test('an API key is used where there is one', async () => {
  vi.stubEnv('TWILIO_AUTH_TOKEN', 'wrong');
  expect(await twilio.send(message())).toEqual({ status: 'failed', kind: 'config', code: '20003' });
  vi.stubEnv('TWILIO_API_KEY', ACCOUNTS.twilio.apiKey);
  vi.stubEnv('TWILIO_API_SECRET', ACCOUNTS.twilio.apiSecret);
  expect(await twilio.send(message())).toMatchObject({ status: 'sent' });
});

test.each([
  ['https://signup.example.com', 'a-secret-of-22-letters', true],
  ['https://signup.example.com/', 'a-secret-of-22-letters', true],
  ['http://signup.example.com', 'a-secret-of-22-letters', false],
  ['https://signup.example.com', undefined, false],
])('at %s with the secret %s, receipts are asked for: %s', async (url, secret, asked) => {
  vi.stubEnv('PUBLIC_URL', url);
  vi.stubEnv('SMS_RECEIPTS_SECRET', secret);
  const id = '0123456789abcdef'.repeat(2);
  await twilio.send(message({ id }));
  const callback = `https://signup.example.com/api/sms/receipts/twilio/${secret}?id=${id}`;
  expect(double.messages).toMatchObject([{ callback: asked ? callback : undefined }]);
});

test('after a 5xx nobody knows, whatever its code', async () => {
  double.answerWith({ status: 500, body: '{"code":21211,"status":500}' });
  const outcome = { status: 'failed', kind: 'ambiguous', code: 'http-500' };
  expect(await twilio.send(message())).toEqual(outcome);
});

test.each([
  [1, 60],
  [10, 600],
  [601, 36_000],
])('a code good for %i min is not delivered after %i s', async (minutes, validitySeconds) => {
  await twilio.send(message({ minutes }));
  expect(double.messages).toMatchObject([{ validitySeconds }]);
});

function message(parts: Partial<CodeMessage> = {}): CodeMessage {
  const to = { to: '+14155552671', country: 'US', language: 'en' as const };
  const text = '135790 is your Example code.\n\n@signup.example.com #135790';
  return { id: '0'.repeat(32), ...to, code: '135790', minutes: 5, text, ...parts };
}
