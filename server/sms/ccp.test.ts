import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Behaviour, type CcpDouble, SENT, startCcpDouble } from '#e2e/support/ccp-double';
import { ACCOUNTS } from '#e2e/support/sms-senders';
import { ccp } from './ccp';
import type { CodeMessage } from './sender';

const vectorTime = new Date('2024-05-06T07:08:09Z');
const spent: { stop(): Promise<unknown> }[] = [];
let double: CcpDouble;

beforeEach(() => startDouble());
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await Promise.all(spent.splice(0).map((server) => server.stop()));
});

describe('a message', () => {
  test('is sent too where the service gives it no id', async () => {
    double.answerWith({ body: '{"statusCode":"000000"}' });
    expect(await ccp.send(message())).toEqual({ status: 'sent' });
  });

  test('asked for twice goes out once, and the second answer says so', async () => {
    const twice = message();
    await ccp.send(twice);
    const duplicate = { status: 'failed', kind: 'duplicate', code: '160054' };
    expect(await ccp.send(twice)).toEqual(duplicate);
    expect(double.messages).toHaveLength(1);
  });

  test('to another country keeps its +, and is not taken for a mainland number', async () => {
    const outcome = await ccp.send(message({ to: '+14155552671' }));
    expect(outcome).toEqual({ status: 'failed', kind: 'blocked', code: '160058' });
  });

  test('in English has the template for it where there is one', async () => {
    expect(await ccp.send(message({ language: 'en' }))).toMatchObject({ status: 'sent' });
    vi.stubEnv('CCP_TEMPLATE_ID_EN', '2');
    expect(await ccp.send(message())).toMatchObject({ status: 'sent' });
    // The double knows one template.
    expect(await ccp.send(message({ language: 'en' }))).toMatchObject({ code: '160043' });
  });

  test('is not taken for sent where the status is not a string', async () => {
    double.answerWith({ body: SENT.replace('"000000"', '0') });
    expect(await ccp.send(message())).toMatchObject({ kind: 'ambiguous', code: 'unreadable' });
  });
});

/** From the specification, as are the vector's timestamp, SIG and Authorization. */
test.each(['UTC', 'America/New_York', 'Pacific/Kiritimati'])(
  'a request is signed in China time on a machine set to %s',
  async (zone) => {
    vi.stubEnv('TZ', zone);
    vi.useFakeTimers({ toFake: ['Date'], now: vectorTime });
    await startDouble(() => vectorTime);
    const seen = vi.fn<Extract<Behaviour, (...args: never[]) => unknown>>(() => 'accept');
    double.answerWith(seen);

    expect(await ccp.send(message())).toMatchObject({ status: 'sent' });
    const request = seen.mock.calls[0]?.[1];
    expect(request?.url).toMatch(/\?sig=641831DEA45EA4392E28570F71BDDCB0$/);
    expect(request?.headers.authorization).toBe(
      'YWFmOThmODkwMDAwMDAwMDAwMDAwMDAwMDAwMGFiY2Q6MjAyNDA1MDYxNTA4MDk=',
    );
  },
);

function message(parts: Partial<CodeMessage> = {}): CodeMessage {
  const id = randomUUID().replaceAll('-', '');
  const to = { to: '+8617612345678', country: 'CN', language: 'zh' as const };
  return { id, ...to, code: '135790', minutes: 5, text: '', ...parts };
}

async function startDouble(now?: () => Date): Promise<void> {
  double = await startCcpDouble({ ...ACCOUNTS.ccp, now });
  spent.push(double);
  for (const [name, value] of Object.entries(double.environment)) vi.stubEnv(name, value);
}
