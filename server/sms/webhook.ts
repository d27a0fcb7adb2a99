import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { env } from '../env';
import { type Answer, failed, post, unreadable } from './post';
import type { Message, Outcome, Sender } from './sender';

/** Of another form nothing is believed or repeated: it may echo the number and the code. */
const TAKEN = z.object({
  message_id: z
    .string()
    .regex(/^[\w.:^-]{1,128}$/)
    .optional()
    .catch(undefined),
});
const REFUSED = z.object({
  kind: z.enum(['invalid', 'blocked', 'throttled', 'balance', 'config', 'retryable', 'ambiguous']),
});

/** The operator's own gateway. The README has the format, which is that of Standard Webhooks. */
export const webhook: Sender = {
  name: 'webhook',
  requires: ['SMS_WEBHOOK_URL', 'SMS_WEBHOOK_SECRET'],
  send: (message) => post(message, request(message), read),
};

function request(message: Message) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const body = JSON.stringify(order(message));
  return {
    url: env().SMS_WEBHOOK_URL ?? '',
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/json',
      'webhook-id': message.id,
      'webhook-timestamp': timestamp,
      'webhook-signature': `v1,${signature(`${message.id}.${timestamp}.${body}`)}`,
    },
    body,
  };
}

/** A notice has neither `code` nor `expires_in_minutes`. */
function order({ id, to, country, code, text, language, minutes }: Message) {
  return { id, to, country, code, text, language, expires_in_minutes: minutes };
}

function signature(signed: string): string {
  const { SMS_WEBHOOK_SECRET = '' } = env();
  const key = Buffer.from(SMS_WEBHOOK_SECRET.replace('whsec_', ''), 'base64');
  return createHmac('sha256', key).update(signed).digest('base64');
}

/** 2xx with a JSON object: taken. 409: taken before. Another 4xx: refused, as its `kind` says. */
function read(answer: Answer): Outcome {
  const { status, json } = answer;
  if (status >= 200 && status < 300) {
    const { data } = TAKEN.safeParse(json);
    return data ? { status: 'sent', providerMessageId: data.message_id } : unreadable(answer);
  }
  if (status < 400 || status > 499) return unreadable(answer);
  if (status === 409) return failed('duplicate', 'http-409');
  return failed(REFUSED.safeParse(json).data?.kind ?? 'config', `http-${status}`);
}
