import { createHmac, randomBytes, randomInt } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { v7 } from 'uuid';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { smsMessages } from '#db/schema';
import { db } from '../stores';
import { MAX_RECEIPT_BYTES, receiptDoor } from './receipts';
import { receiptsUrl } from './receipts-url';

const SECRET = 'a-secret-of-32-characters-or-more';
const TOKEN = 'the auth token of the Twilio account';
const PUBLIC_URL = 'https://signup.example.com';
const PROVIDERS = ['ccp', 'aliyun', 'tencent', 'twilio'] as const;

type Provider = (typeof PROVIDERS)[number];
type Status = 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown';
type Row = { id: string; name: string };

beforeEach(() => {
  vi.stubEnv('SMS_RECEIPTS_SECRET', SECRET);
  vi.stubEnv('TWILIO_AUTH_TOKEN', TOKEN);
  vi.stubEnv('PUBLIC_URL', PUBLIC_URL);
});
afterEach(() => vi.unstubAllEnvs());

/** As each provider writes it. `ours`: with our id and without its own. */
const BODIES: Record<Provider, (row: Row, isDelivered: boolean, ours?: boolean) => string> = {
  ccp: ({ id, name }, isDelivered, ours) =>
    JSON.stringify({
      Request: {
        action: 'SMSArrived',
        smsType: '1',
        apiVersion: '2013-12-26',
        content: ours ? 'of-another' : name,
        fromNum: '17612345678',
        deliverCode: isDelivered ? 'DELIVRD' : 'UNDELIV',
        status: isDelivered ? '0' : '1',
        reqId: ours ? bare(id) : '123',
        smsCount: '1',
      },
    }),
  aliyun: ({ id, name }, isDelivered, ours) =>
    JSON.stringify([
      {
        phone_number: '17612345678',
        success: isDelivered,
        err_code: isDelivered ? 'DELIVERED' : 'UNDELIV',
        err_msg: '用户接收成功',
        sms_size: '1',
        biz_id: ours ? 'of-another' : name,
        out_id: ours ? bare(id) : undefined,
      },
    ]),
  tencent: ({ id, name }, isDelivered, ours) =>
    JSON.stringify([
      {
        user_receive_time: '2026-11-22 08:00:01',
        nationcode: '86',
        mobile: '17612345678',
        report_status: isDelivered ? 'SUCCESS' : 'FAIL',
        errmsg: isDelivered ? 'DELIVRD' : 'UNDELIV',
        description: '用户短信送达成功',
        sid: ours ? 'of-another' : name,
        ext: ours ? bare(id) : '',
      },
    ]),
  twilio: ({ name }, isDelivered) => twilioForm(name, isDelivered ? 'delivered' : 'undelivered'),
};

describe.each(PROVIDERS)('a receipt of %s', (provider) => {
  test('says delivered', async () => {
    const row = await newRow(provider);
    expect((await deliver(provider, BODIES[provider](row, true)))?.status).toBeLessThan(300);
    expect(await read(row)).toEqual(['delivered', null, null]);
  });

  test('says that the carrier refused it, and why', async () => {
    const row = await newRow(provider);
    await deliver(provider, BODIES[provider](row, false));
    const code = provider === 'twilio' ? '30003' : 'UNDELIV';
    expect(await read(row)).toEqual(['failed', 'carrier', code]);
  });

  test('is the last word: repeats and disorder change nothing', async () => {
    const row = await newRow(provider);
    const [good, bad] = [true, false].map((each) => BODIES[provider](row, each));
    await deliver(provider, good);
    await deliver(provider, bad);
    await deliver(provider, good);
    expect(await read(row)).toEqual(['delivered', null, null]);
  });

  test('counts where nobody knew, and before the answer was written', async () => {
    for (const status of ['unknown', 'sending'] as const) {
      const row = await newRow(provider, status);
      await deliver(provider, BODIES[provider](row, true));
      expect((await read(row))[0]).toBe('delivered');
    }
  });

  test('moves no row of another provider', async () => {
    const row = await newRow(provider === 'ccp' ? 'aliyun' : 'ccp');
    const answer = await deliver(provider, BODIES[provider](row, false));
    expect([answer?.status, await read(row)]).toEqual([
      provider === 'twilio' ? 204 : 200,
      ['sent', null, null],
    ]);
  });

  test('that is none, or of an unknown message, is answered as any other', async () => {
    const unknown = BODIES[provider]({ id: v7(), name: 'nobody' }, true);
    expect((await deliver(provider, unknown))?.ok).toBe(true);
  });
});

test.each(['ccp', 'aliyun', 'tencent'] as const)(
  '%s may know a message by our id',
  async (provider) => {
    const row = await newRow(provider, 'sending');
    await deliver(provider, BODIES[provider](row, true, true));
    expect((await read(row))[0]).toBe('delivered');
  },
);

describe('Yuntongxun', () => {
  test('may write XML', async () => {
    const row = await newRow('ccp');
    const xml = `<?xml version='1.0' encoding='UTF-8'?>\n<Request>\n<action>SMSArrived</action><smsType>1</smsType><content>${row.name}</content><status>0</status><reqId></reqId></Request>\n`;
    expect((await deliver('ccp', xml))?.status).toBe(200);
    expect((await read(row))[0]).toBe('delivered');
  });

  test('also tells of SMS from people, which are no receipts', async () => {
    const row = await newRow('ccp');
    const inbound = BODIES.ccp(row, false).replace('"smsType":"1"', '"smsType":"0"');
    expect((await deliver('ccp', inbound))?.status).toBe(200);
    expect((await read(row))[0]).toBe('sent');
  });
});

test('each hears what it expects', async () => {
  const answers = { aliyun: { code: 0, msg: '接收成功' }, tencent: { result: 0, errmsg: 'OK' } };
  for (const [provider, answer] of Object.entries(answers)) {
    expect(await (await deliver(provider as Provider, '[]'))?.json()).toEqual(answer);
  }
});

describe('Twilio', () => {
  test('must have signed with our token', async () => {
    const row = await newRow('twilio');
    const body = BODIES.twilio(row, true);
    const forged = await receiptDoor('twilio', SECRET)?.(body, signed(body, 'another token'), '');
    const bare = await receiptDoor('twilio', SECRET)?.(body, new Headers(), '');
    expect([forged?.status, bare?.status, (await read(row))[0]]).toEqual([403, 403, 'sent']);
    vi.stubEnv('TWILIO_AUTH_TOKEN', undefined);
    expect((await receiptDoor('twilio', SECRET)?.(body, signed(body, ''), ''))?.status).toBe(403);
  });

  test('may be told our id in the address, and answers before its own is written', async () => {
    const row = await newRow('twilio', 'sending');
    const body = twilioForm('of-another', 'delivered');
    const address = receiptsUrl('twilio', bare(row.id)) ?? '';
    const { search } = new URL(address);
    const take = receiptDoor('twilio', SECRET);
    expect((await take?.(body, signed(body), search))?.status).toBe(403);
    expect((await take?.(body, signed(body, TOKEN, address), search))?.status).toBe(204);
    expect((await read(row))[0]).toBe('delivered');
  });

  test('signs the address with its port, or without', async () => {
    const row = await newRow('twilio');
    const body = BODIES.twilio(row, true);
    const headers = signed(body, TOKEN, `${PUBLIC_URL}:443/api/sms/receipts/twilio/${SECRET}`);
    expect((await receiptDoor('twilio', SECRET)?.(body, headers, ''))?.status).toBe(204);
  });

  test('its own example is signed as its documentation says', async () => {
    // The token, address and fields of Twilio's page on security; its signature follows from them.
    const url = 'https://mycompany.com/myapp.php?foo=1&bar=2';
    const form = new URLSearchParams(
      'CallSid=CA1234567890ABCDE&Caller=%2B12349013030&Digits=1234&From=%2B12349013030&To=%2B18005551212',
    );
    const { signature } = await import('./receipts/twilio');
    expect(signature('12345', url, form)).toBe('0/KCTR6DLpKmkAf8muzZqo1nDgQ=');
  });

  test('queued after sent, sent after delivered: nothing moves back', async () => {
    const row = await newRow('twilio', 'sending');
    const seen = [];
    for (const status of ['sent', 'queued', 'sending', 'delivered', 'sent', 'undelivered']) {
      await deliver('twilio', twilioForm(row.name, status));
      seen.push((await read(row))[0]);
    }
    expect(seen).toEqual([...Array(3).fill('sent'), ...Array(3).fill('delivered')]);
  });
});

test('20 orders of the same receipts at once end the same', async () => {
  for (let i = 0; i < 20; i++) {
    const row = await newRow('twilio', 'sending');
    const statuses = ['queued', 'sent', 'delivered', 'sent', 'delivered', 'sending'];
    statuses.sort(() => randomInt(3) - 1);
    await Promise.all(statuses.map((status) => deliver('twilio', twilioForm(row.name, status))));
    expect((await read(row))[0]).toBe('delivered');
  }
});

test('of two verdicts in one request the first counts, and its neighbours are served', async () => {
  const [row, other] = [await newRow('aliyun'), await newRow('aliyun')];
  const items = [
    ...[false, true].map((each) => JSON.parse(BODIES.aliyun(row, each))[0]),
    'rubbish',
    { success: 'perhaps' },
    JSON.parse(BODIES.aliyun(other, true))[0],
  ];
  expect((await deliver('aliyun', JSON.stringify(items)))?.status).toBe(200);
  expect([(await read(row))[0], (await read(other))[0]]).toEqual(['failed', 'delivered']);
});

test('500 receipts are taken, 501 are refused whole', async () => {
  const row = await newRow('aliyun');
  const [item] = JSON.parse(BODIES.aliyun(row, true));
  const many = (count: number) =>
    JSON.stringify(Array.from({ length: count }, () => ({ success: true, biz_id: item.biz_id })));
  expect((await deliver('aliyun', many(501)))?.status).toBe(413);
  expect((await read(row))[0]).toBe('sent');
  const body = many(500);
  expect(body.length).toBeLessThan(MAX_RECEIPT_BYTES);
  expect((await deliver('aliyun', body))?.status).toBe(200);
  expect((await read(row))[0]).toBe('delivered');
});

test.each([
  ['a wrong secret', 'ccp', `${SECRET.slice(0, -1)}x`],
  ['a longer one', 'ccp', `${SECRET}x`],
  ['none', 'ccp', ''],
  ['an unknown provider', 'inbox', SECRET],
  ['a provider that every object has', 'constructor', SECRET],
])('there is no door for %s', (_, provider, secret) => {
  expect(receiptDoor(provider, secret)).toBeUndefined();
});

test('there is no door where no secret is configured', () => {
  vi.stubEnv('SMS_RECEIPTS_SECRET', undefined);
  expect(receiptDoor('ccp', '')).toBeUndefined();
  expect(receiptDoor('ccp', 'undefined')).toBeUndefined();
});

test('whatever comes, the answer is a refusal or a receipt, and no row moves', async () => {
  const rows = await Promise.all(PROVIDERS.map((provider) => newRow(provider)));
  for (const [i, provider] of PROVIDERS.entries()) {
    const good = BODIES[provider](rows[i] as Row, true);
    for (const body of [...STRANGE, ...Array.from({ length: 100 }, () => damaged(good))]) {
      const answer = await deliver(provider, body);
      expect([200, 204, 400], body).toContain(answer?.status);
    }
  }
  for (const row of rows) expect(['sent', 'delivered', 'failed']).toContain((await read(row))[0]);
});

const STRANGE = [
  '',
  'null',
  '[]',
  '[null,1,"x",[],{}]',
  '{"Request":null}',
  '{"Request":{"smsType":1,"content":{"$ne":1},"status":[]}}',
  '[{"biz_id":"\\u0000","success":true,"sid":"\\u0000","report_status":"SUCCESS"}]',
  '<Request>',
  '</Request><Request>',
  '<Request><smsType>1</smsType><status>0</status><content>%_</content></Request>',
  `<Request>${'<a>'.repeat(20_000)}</Request>`,
  'MessageSid=&MessageStatus=__proto__',
  '%%%=\ud800',
];

/** A good body with some bytes changed, cut or doubled. */
function damaged(body: string): string {
  const bytes = Buffer.from(body);
  for (let i = 0; i < 5; i++) bytes[randomInt(bytes.length)] = randomBytes(1)[0] ?? 0;
  return bytes.toString().slice(0, randomInt(body.length + 1));
}

async function newRow(provider: Provider, status: Status = 'sent'): Promise<Row> {
  const row = { id: v7(), name: `${provider}-${randomBytes(8).toString('hex')}` };
  await db().insert(smsMessages).values({
    id: row.id,
    requestId: v7(),
    purpose: 'registration',
    country: 'CN',
    prefix: '+861761234',
    mobileHash: 'of nobody',
    provider,
    providerMessageId: row.name,
    status,
  });
  return row;
}

async function read({ id }: Row) {
  const [row] = await db().select().from(smsMessages).where(eq(smsMessages.id, id));
  return [row?.status, row?.errorKind, row?.errorCode];
}

async function deliver(provider: Provider, body = '') {
  return receiptDoor(provider, SECRET)?.(body, signed(body), '');
}

function signed(
  body: string,
  token = TOKEN,
  url = `${PUBLIC_URL}/api/sms/receipts/twilio/${SECRET}`,
): Headers {
  const pairs = [...new URLSearchParams(body)].sort(([a], [b]) => (a < b ? -1 : 1)).flat();
  const signature = createHmac('sha1', token)
    .update(url + pairs.join(''))
    .digest('base64');
  return new Headers({ 'X-Twilio-Signature': signature });
}

function twilioForm(sid: string, status: string): string {
  const failure: Record<string, string> = status === 'undelivered' ? { ErrorCode: '30003' } : {};
  const fields = { SmsSid: sid, SmsStatus: status, MessageStatus: status, To: '+8617612345678' };
  return String(new URLSearchParams({ ...fields, MessageSid: sid, AccountSid: 'AC1', ...failure }));
}

function bare(id: string): string {
  return id.replaceAll('-', '');
}
