import type { Stack } from './stack';
import type { Person } from './test';

/** As Yuntongxun tells of the message it took from us for this person. */
export async function receipt(stack: Stack, { mobile }: Person, status: string, secret?: string) {
  const reqId = stack.ccp.messages.findLast(({ to }) => to === mobile)?.reqId;
  const { SMS_RECEIPTS_SECRET } = stack.configuration;
  return fetch(`${stack.url}/api/sms/receipts/ccp/${secret ?? SMS_RECEIPTS_SECRET}`, {
    method: 'POST',
    body: JSON.stringify({ Request: { smsType: '1', reqId, status, deliverCode: 'X' } }),
  });
}
