import { describe, expect, test, vi } from 'vitest';
import {
  BODIES,
  bare,
  deliver,
  newRow,
  openReceiptDoor,
  PUBLIC_URL,
  read,
  SECRET,
  signed,
  TOKEN,
  twilioForm,
} from '#e2e/support/provider-receipts';
import { receiptDoor } from '../receipts';
import { receiptsUrl } from '../receipts-url';
import { signature } from './twilio';

openReceiptDoor();

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
