import { describe, expect, test } from 'vitest';
import { BODIES, deliver, newRow, openReceiptDoor, read } from '#e2e/support/provider-receipts';

openReceiptDoor();

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
