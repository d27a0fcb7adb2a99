import { randomInt } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { openPostgres } from '#db/postgres';
import { type CcpDouble, startCcpDouble } from '#e2e/support/ccp-double';
import { freePort } from '#e2e/support/ports';
import { keyedHash } from './keyed-hash';
import { type Mobile, parseMobile } from './mobile';
import { inboxMessages, sendCode } from './sms';
import { db } from './stores';

const CODE = '048213';
const open = globalThis as { gatehouseDb?: unknown };
let double: CcpDouble;
let mobile: Mobile;

beforeEach(async () => {
  double = await startCcpDouble();
  for (const [name, value] of Object.entries(double.environment)) vi.stubEnv(name, value);
  mobile = parseMobile(`176${String(randomInt(1e8)).padStart(8, '0')}`);
});

afterEach(async () => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  await double.stop();
});

describe('the row of a message', () => {
  test('is there before the message leaves', async () => {
    let row: unknown;
    double.answerWith(async () => {
      row = await newestRow();
      return 'accept' as const;
    });
    await sendCode(ourCode());
    expect(row).toMatchObject({ status: 'sending', purpose: 'registration', provider: 'ccp' });
  });

  test('has the id the service knows the message by', async () => {
    await sendCode(ourCode());
    const { id } = await newestRow();
    expect(double.messages).toMatchObject([{ reqId: id.replaceAll('-', '') }]);
  });

  test('says sent, and the name the service gave it', async () => {
    expect(await sendCode(ourCode())).toMatchObject({
      status: 'sent',
    });
    expect(await newestRow()).toMatchObject({
      status: 'sent',
      provider_message_id: 'ff8080813c373cab013c94b0f0512345',
      error_kind: null,
      error_code: null,
    });
  });

  test('says failed, and why', async () => {
    double.answerWith('160038');
    expect(await sendCode(ourCode())).toMatchObject({
      status: 'failed',
    });
    expect(await newestRow()).toMatchObject({
      status: 'failed',
      provider_message_id: null,
      error_kind: 'throttled',
      error_code: '160038',
    });
  });

  test('says unknown where nobody can tell', async () => {
    double.answerWith({ body: '' }, 'always');
    expect(await sendCode(ourCode())).toMatchObject({
      kind: 'ambiguous',
    });
    expect(await newestRow()).toMatchObject({ status: 'unknown', error_kind: 'ambiguous' });
  });

  test('holds neither the code nor the number, in no column and in no two together', async () => {
    // Digits that a date, a version 7 id and the service's id do not begin with.
    mobile = parseMobile(`176${randomInt(1000, 9999)}8642`);
    await sendCode(ourCode());
    const row = await newestRow();
    expect(row.prefix).toBe(mobile.e164.slice(0, -4));
    const values = Object.values(row).map(String);
    const pairs = values.flatMap((one) => values.map((other) => one + other));
    for (const secret of [CODE, mobile.e164.slice(3)]) {
      expect(pairs.filter((pair) => pair.includes(secret))).toEqual([]);
    }
  });

  test('knows its number again only by a hash keyed with this server’s secret', async () => {
    const hashes = [];
    for (const secret of ['one secret', 'one secret', 'another secret']) {
      vi.stubEnv('GATEHOUSE_SECRET', secret.repeat(4));
      await sendCode(ourCode());
      hashes.push((await newestRow()).mobile_hash);
    }
    const [first, again, otherwise] = hashes;
    expect(again).toBe(first);
    expect(otherwise).not.toBe(first);
  });
});

describe('with PostgreSQL away', () => {
  const connected = db();
  afterEach(() => {
    open.gatehouseDb = connected;
  });

  test('nothing is sent', async () => {
    open.gatehouseDb = await nowhere();
    await expect(sendCode(ourCode())).rejects.toThrow();
    expect(double.requests).toBe(0);
  });

  test('what was sent already still counts as sent', async () => {
    double.answerWith(async () => {
      open.gatehouseDb = await nowhere();
      return 'accept' as const;
    });
    expect(await sendCode(ourCode())).toMatchObject({
      status: 'sent',
    });
    open.gatehouseDb = connected;
    expect(await newestRow()).toMatchObject({ status: 'sending' });
  });
});

test.each([
  [300, '5'],
  [299, '4'],
  [59, '1'],
])(
  'a code that expires in %i seconds is announced as good for %s minutes',
  async (ttl, minutes) => {
    await sendCode({ ...ourCode(), expiresInSeconds: ttl });
    expect(double.messages).toMatchObject([{ code: CODE, minutes }]);
  },
);

test('the log tells what became of a message, and neither code, number, nor credentials', async () => {
  const written = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
  const elsewhere = [
    vi.spyOn(process.stderr, 'write'),
    ...(['log', 'info', 'warn', 'error', 'debug'] as const).map((name) => vi.spyOn(console, name)),
  ];
  const { sendCode } = await loggingEverything();
  const lost = { status: 502, body: '<html>Bad Gateway</html>' };
  for (const answer of ['accept', '160038', '161021', { body: '' }, lost] as const) {
    double.answerWith(answer, 'always');
    await sendCode(ourCode());
  }
  const lines = written.mock.calls.map(([line]) => String(line));
  expect(lines.map((line) => JSON.parse(line).kind)).toEqual([
    undefined,
    'throttled',
    ...Array(3).fill('ambiguous'),
  ]);
  expect(secrets().filter((secret) => lines.join().includes(secret))).toEqual([]);
  for (const spy of elsewhere) expect(spy).not.toHaveBeenCalled();
});

test('the inbox holds the newest hundred messages, newest first', async () => {
  vi.stubEnv('SMS_ROUTES', '*=inbox');
  const codes = Array.from({ length: 101 }, (_, i) => String(100_000 + i));
  for (const code of codes) await sendCode({ ...ourCode(), code });
  expect(inboxMessages().map(({ code }) => code)).toEqual(codes.slice(1).reverse());
  expect(inboxMessages()[0]).toMatchObject({
    to: mobile.e164,
    text: '验证码100100，5分钟内有效，请勿泄露。\n@localhost #100100',
  });
  expect(double.requests).toBe(0);
});

const ourCode = () =>
  ({ purpose: 'registration', mobile, code: CODE, expiresInSeconds: 300 }) as const;

function secrets() {
  const { CCP_AUTH_TOKEN, CCP_ACCOUNT_SID, CCP_APP_ID } = double.environment;
  return [CODE, mobile.e164.slice(3), CCP_AUTH_TOKEN, CCP_ACCOUNT_SID, CCP_APP_ID, 'sig='];
}

/** Every column, whether our code knows it or not. */
async function newestRow() {
  const hash = keyedHash('sms-messages', mobile.e164).toString('hex');
  const [row] = await db().execute<Record<string, string> & { id: string }>(
    sql`select * from sms_messages where mobile_hash = ${hash} order by id desc limit 1`,
  );
  if (!row) throw new Error('no row');
  return row;
}

async function nowhere() {
  return openPostgres(`postgres://nobody@127.0.0.1:${await freePort()}/nowhere`);
}

async function loggingEverything() {
  vi.stubEnv('LOG_LEVEL', 'debug');
  vi.resetModules();
  return import('./sms');
}
