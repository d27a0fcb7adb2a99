import { randomInt, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Behaviour, type CcpDouble, startCcpDouble } from '#e2e/support/ccp-double';
import { freePort } from '#e2e/support/ports';
import { startSelfSigned } from '#e2e/support/self-signed';
import { ccp } from './ccp';
import type { CodeMessage } from './sender';

/** From the specification, as are the vector's timestamp, SIG and Authorization below. */
const account = {
  accountSid: 'aaf98f8900000000000000000000abcd',
  authToken: '0123456789abcdef0123456789abcdef',
  appId: '8a216da8000000000000000000001234',
  templateId: '1',
};
const vectorTime = new Date('2024-05-06T07:08:09Z');
/** The specification's table, range by range. */
const kinds = {
  invalid: '160013 160042 112316 112319',
  blocked:
    '112317 160034 160051 160068 160072–160074 160011 160018 160033 160049 161007 160058 160061 160062',
  throttled: '111111 112314 160015 160022 160016 160021 160056 160038 160039 160040 160041',
  balance: '111142 160014 161002',
  config: `160055 111100–111110 111113 111115 160053 111128–111141 111143 111169–111182 111212
    112300 112301 112303 112306–112309 160030 160031 160035 160044 112310 112311 112313 112323
    160032 160036 160043 112318 160057 113302 160019 160020 160037 160052 160069`,
  retryable: `111000–111099 160000 160001–160010 160050 160063 160064 112326 112302
    161000 161001 161006 161024`,
  ambiguous: '161020 161021',
};
const spent: { stop(): Promise<unknown> }[] = [];
let double: CcpDouble;

beforeEach(async () => {
  double = await start();
  for (const [name, value] of Object.entries(double.environment)) vi.stubEnv(name, value);
});

afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  await Promise.all(spent.splice(0).map((server) => server.stop()));
});

describe('a message', () => {
  test('goes out with its code as it is, whole minutes, a bare mainland number and our id', async () => {
    const sent = message({ code: '048213', minutes: 5 });
    await ccp.send(sent);
    expect(double.messages).toEqual([
      { to: sent.to.slice(3), code: '048213', minutes: '5', reqId: sent.id, at: expect.any(Date) },
    ]);
  });

  test('is known afterwards by the id the service gave it', async () => {
    expect(await ccp.send(message())).toEqual({
      status: 'sent',
      providerMessageId: 'ff8080813c373cab013c94b0f0512345',
    });
  });

  test('is sent too where the service gives it no id', async () => {
    double.answerWith({ body: '{"statusCode":"000000"}' });
    expect(await ccp.send(message())).toEqual({ status: 'sent' });
  });

  test('asked for twice goes out once and counts as sent both times', async () => {
    const twice = message();
    await ccp.send(twice);
    expect(await ccp.send(twice)).toEqual({ status: 'sent' });
    expect(double.messages).toHaveLength(1);
  });

  test('to another country keeps its +, and is not taken for a mainland number', async () => {
    const outcome = await ccp.send(message({ to: '+14155552671' }));
    expect(outcome).toEqual({ status: 'failed', kind: 'blocked', code: '160058' });
  });

  test('reaches a service whose address was written with a slash at its end', async () => {
    vi.stubEnv('CCP_BASE_URL', `${double.url}/`);
    expect(await ccp.send(message())).toMatchObject({ status: 'sent' });
  });
});

test.each(['UTC', 'America/New_York', 'Pacific/Kiritimati'])(
  'a request is signed in China time on a machine set to %s',
  async (zone) => {
    vi.stubEnv('TZ', zone);
    vi.useFakeTimers({ toFake: ['Date'], now: vectorTime });
    double = await start(() => vectorTime);
    vi.stubEnv('CCP_BASE_URL', double.url);
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

describe('nothing was sent, and another try may work', () => {
  test.each<[string, () => Promise<string>]>([
    ['nobody listens', async () => `http://127.0.0.1:${await freePort()}`],
    // No name server is asked about a label of more than 63 characters.
    ['there is no such host', async () => `https://${'x'.repeat(64)}.example`],
    ['it does not speak TLS', async () => double.url.replace('http:', 'https:')],
  ])('where %s', async (_, address) => {
    vi.stubEnv('CCP_BASE_URL', await address());
    expect(await ccp.send(message())).toMatchObject({ status: 'failed', kind: 'retryable' });
    expect(double.requests).toBe(0);
  });

  test('where nobody vouches for its certificate', async () => {
    const server = await startSelfSigned();
    spent.push(server);
    vi.stubEnv('CCP_BASE_URL', server.url);
    expect(await ccp.send(message())).toMatchObject({ status: 'failed', kind: 'retryable' });
    expect(server.requests()).toBe(0);
  });
});

describe('nobody knows, and nobody asks again,', () => {
  test('after a deadline without an answer', async () => {
    vi.stubEnv('SMS_SENDER_DEADLINE', '1s');
    double.answerWith('hang');
    expect(await ccp.send(message())).toEqual(ambiguous('TimeoutError'));
    expect(double.requests).toBe(1);
  });

  test.each<[Behaviour, string | RegExp]>([
    ['reset', /^(ECONNRESET|UND_ERR_SOCKET)$/],
    ['reset-mid-body', /^(ECONNRESET|UND_ERR_SOCKET)$/],
    ['html-502', 'http-502'],
    ['empty', 'unreadable'],
    ['endless', 'unreadable'],
    ['malformed', 'unreadable'],
    ['numeric-status', 'unreadable'],
    [{ body: 'null' }, 'unreadable'],
    [{ status: 500, body: '{"statusCode":"000000"}' }, 'http-500'],
    ['172001', '172001'],
    ['999999', '999999'],
  ])('after the answer %j', async (answer, code) => {
    double.answerWith(answer);
    expect(await ccp.send(message())).toEqual(ambiguous(code));
    expect(double.requests).toBe(1);
  });

  test.each([302, 307])('after a redirect (%i), which is not followed', async (status) => {
    const other = await start();
    double.answerWith((_, { url }) => ({ status, headers: { Location: other.url + url } }));
    expect(await ccp.send(message())).toEqual(ambiguous(`http-${status}`));
    expect([double.requests, other.requests]).toEqual([1, 0]);
  });
});

test.each(Object.entries(kinds))('codes documented as %s are just that', async (kind, codes) => {
  const told: string[] = [];
  for (const code of expand(codes)) {
    double.answerWith(code);
    told.push(Object.values(await ccp.send(message())).join(' '));
  }
  expect(told).toEqual(expand(codes).map((code) => `failed ${kind} ${code}`));
  expect(double.messages).toEqual([]);
});

test('an outcome repeats nothing that a confused server says', async () => {
  double.answerWith(({ to, code }) => ({
    body: `{"statusCode":"000000","templateSMS":{"smsMessageSid":"${code} for ${to}"}}`,
  }));
  expect(await ccp.send(message())).toEqual({ status: 'sent' });
  double.answerWith(({ to, code }) => ({ body: `{"statusCode":"${code} for ${to}"}` }));
  expect(await ccp.send(message())).toEqual(ambiguous('unreadable'));
});

function message(parts: Partial<CodeMessage> = {}): CodeMessage {
  const to = `+86176${String(randomInt(1e8)).padStart(8, '0')}`;
  return {
    id: randomUUID().replaceAll('-', ''),
    to,
    code: '135790',
    minutes: 5,
    country: 'CN',
    language: 'zh',
    text: '',
    ...parts,
  };
}

function expand(codes: string): `${number}`[] {
  return codes.split(/\s+/).flatMap((range) => {
    const [first = 0, last = first] = range.split('–').map(Number);
    return Array.from({ length: last - first + 1 }, (_, i) => `${first + i}` as const);
  });
}

function ambiguous(code: string | RegExp) {
  return { status: 'failed', kind: 'ambiguous', code: expect.stringMatching(code) };
}

async function start(now?: () => Date) {
  const started = await startCcpDouble({ ...account, now });
  spent.push(started);
  return started;
}
