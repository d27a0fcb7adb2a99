import { randomBytes, randomInt } from 'node:crypto';
import { v7 } from 'uuid';
import { describe, expect, test, vi } from 'vitest';
import {
  BODIES,
  deliver,
  newRow,
  openReceiptDoor,
  PROVIDERS,
  type Provider,
  type Row,
  read,
  SECRET,
  twilioForm,
} from '#e2e/support/provider-receipts';
import { MAX_RECEIPT_BYTES, receiptDoor } from './receipts';

openReceiptDoor();

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

test('each hears what it expects', async () => {
  const answers = { aliyun: { code: 0, msg: '接收成功' }, tencent: { result: 0, errmsg: 'OK' } };
  for (const [provider, answer] of Object.entries(answers)) {
    expect(await (await deliver(provider as Provider, '[]'))?.json()).toEqual(answer);
  }
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
