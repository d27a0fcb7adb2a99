import { z } from 'zod';
import { env } from '../env';
import { signedHeaders } from '../standard-webhooks';
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
  const { SMS_WEBHOOK_URL: url = '', SMS_WEBHOOK_SECRET: secret = '' } = env();
  const body = JSON.stringify(order(message));
  return {
    url,
    headers: { Accept: 'application/json', ...signedHeaders(message.id, body, secret) },
    body,
  };
}

/** A notice has neither `code` nor `expires_in_minutes`. */
function order({ id, to, country, code, text, language, minutes }: Message) {
  return { id, to, country, code, text, language, expires_in_minutes: minutes };
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
