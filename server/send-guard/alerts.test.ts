import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { freePort } from '#e2e/support/ports';
import { type Service, SmsDouble } from '#e2e/support/sms-double';
import { log } from '../log';
import { alert } from './alerts';

const SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZI';
const units = { threshold: 80, window: { max: 250_000, seconds: 3600 }, spent: 200_500 } as const;
/** The same in the operator's currency. */
const details = { threshold: 80, window: { max: 25, seconds: 3600 }, spent: 20.05 };

/** An operator's server, which believes what Standard Webhooks' own library believes. */
const OPERATOR: Service<unknown> = {
  check: ({ headers }, body) => new Webhook(SECRET).verify(body, headers as never),
  sent: () => ({ status: 204 }),
  refused: (code) => ({ status: Number(code) }),
  environment: (url) => ({ ALERT_WEBHOOK_URL: `${url}/alerts`, ALERT_WEBHOOK_SECRET: SECRET }),
};
let operator: SmsDouble<unknown>;
const lines = () => vi.mocked(log.warn).mock.calls;
const failures = () => vi.mocked(log.error).mock.calls;

beforeEach(async () => {
  vi.spyOn(log, 'warn');
  vi.spyOn(log, 'error');
  operator = await new SmsDouble(OPERATOR).listen();
  for (const [name, value] of Object.entries(operator.environment)) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await operator.stop();
});

test('an alert is a line of the log, and a signed message to the operator', async () => {
  await alert('budget', units);
  expect(lines()).toEqual([[{ alert: 'budget', ...details }, 'send guard alert']]);
  expect(operator.messages).toEqual([
    { type: 'send_guard.budget', timestamp: expect.stringMatching(/^\d{4}-.*Z$/), data: details },
  ]);
  expect(failures()).toEqual([]);
});

test('without an address it is a line of the log', async () => {
  vi.stubEnv('ALERT_WEBHOOK_URL', undefined);
  await alert('budget', units);
  expect(lines()).toHaveLength(1);
  expect(failures()).toEqual([]);
  expect(operator.requests).toBe(0);
});

test.each([
  ['500', 'http-500'],
  ['reset', 'ECONNRESET'],
] as const)(
  'an operator who answers %s breaks nothing, and the log says so',
  async (answer, code) => {
    operator.answerWith(answer);
    await alert('budget', units);
    expect(JSON.stringify(failures())).toMatch(code === 'ECONNRESET' ? /ECONNRESET|UND_ERR/ : code);
  },
);

test('nobody at the address breaks nothing, and no log has the address', async () => {
  vi.stubEnv('ALERT_WEBHOOK_URL', `http://127.0.0.1:${await freePort()}/token`);
  await alert('budget', units);
  expect(failures()).toHaveLength(1);
  expect(JSON.stringify(failures())).not.toContain('token');
});

test('who does not answer is waited for no longer than the deadline', async () => {
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockReturnValue(AbortSignal.abort());
  operator.answerWith('hang');
  await alert('budget', units);
  expect(timeout).toHaveBeenCalledWith(3_000);
  expect(failures()).toHaveLength(1);
});
