import { createHmac, randomBytes } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { v7 } from 'uuid';
import { afterEach, beforeEach, vi } from 'vitest';
import { smsMessages } from '../../db/schema';
import { receiptDoor } from '../../server/sms';
import { db } from '../../server/stores';

export const SECRET = 'a-secret-of-32-characters-or-more';
export const PUBLIC_URL = 'https://signup.example.com';
export const PROVIDERS = ['ccp', 'aliyun', 'tencent', 'twilio'] as const;
export const TOKEN = 'the auth token of the Twilio account';

export type Provider = (typeof PROVIDERS)[number];
type Status = 'sending' | 'sent' | 'delivered' | 'failed' | 'unknown';
export type Row = { id: string; name: string };

/** Each test of the file has a door for receipts. */
export function openReceiptDoor(): void {
  beforeEach(() => {
    vi.stubEnv('SMS_RECEIPTS_SECRET', SECRET);
    vi.stubEnv('TWILIO_AUTH_TOKEN', TOKEN);
    vi.stubEnv('PUBLIC_URL', PUBLIC_URL);
  });
  afterEach(() => vi.unstubAllEnvs());
}

/** As each provider writes it. `ours`: with our id and without its own. */
export const BODIES: Record<Provider, (row: Row, isDelivered: boolean, ours?: boolean) => string> =
  {
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

/** An attempt by `provider`, and the name it gave the message. */
export async function newRow(provider: Provider, status: Status = 'sent'): Promise<Row> {
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

/** Status, kind and code of its failure. */
export async function read({ id }: Row) {
  const [row] = await db().select().from(smsMessages).where(eq(smsMessages.id, id));
  return [row?.status, row?.errorKind, row?.errorCode];
}

/** Posts it to our door, signed as Twilio does. */
export async function deliver(provider: Provider, body = '') {
  return receiptDoor(provider, SECRET)?.(body, signed(body), '');
}

export function signed(
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

export function twilioForm(sid: string, status: string): string {
  const failure: Record<string, string> = status === 'undelivered' ? { ErrorCode: '30003' } : {};
  const fields = { SmsSid: sid, SmsStatus: status, MessageStatus: status, To: '+8617612345678' };
  return String(new URLSearchParams({ ...fields, MessageSid: sid, AccountSid: 'AC1', ...failure }));
}

export function bare(id: string): string {
  return id.replaceAll('-', '');
}
