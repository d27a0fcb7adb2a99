import { createHmac } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { demand, SmsDouble } from './sms-double';

/** As it was on the wire. */
export interface WebhookMessage {
  id: string;
  to: string;
  country: string;
  /** Neither this nor the minutes in a notice. */
  code?: string;
  text: string;
  language: string;
  expires_in_minutes?: number;
}

export type WebhookDouble = SmsDouble<WebhookMessage>;

const NOTICE_FIELDS = 'id to country text language';
const CODE_FIELDS = `${NOTICE_FIELDS} code expires_in_minutes`;
const TOLERANCE_SECONDS = 300;

/**
 * An operator's gateway on 127.0.0.1, which follows the README to the letter. Its codes are an HTTP
 * status, or one with the kind it says: `422 invalid`.
 */
export function startWebhookDouble(options: {
  /** As in SMS_WEBHOOK_SECRET. */
  secret: string;
  now?: () => Date;
}): Promise<WebhookDouble> {
  const { secret, now = () => new Date() } = options;
  const taken = new Set<string>();
  const double = new SmsDouble<WebhookMessage>({
    check(request, body) {
      checkSignature(request, body, secret, now());
      const message = checkMessage(request, body);
      demand(!taken.has(message.id), '409');
      return message;
    },
    taken: ({ id }) => taken.add(id),
    sent: () => ({ status: 202, body: '{"message_id":"gateway-7f3a.42"}' }),
    refused(code) {
      const [status, kind] = code.split(' ');
      return { status: Number(status), body: JSON.stringify({ kind }) };
    },
    environment: (url) => ({
      SMS_ROUTES: '*=webhook',
      SMS_WEBHOOK_URL: `${url}/sms`,
      SMS_WEBHOOK_SECRET: secret,
    }),
  });
  return double.listen();
}

function checkSignature({ headers }: IncomingMessage, body: string, secret: string, now: Date) {
  const { 'webhook-id': id, 'webhook-timestamp': time, 'webhook-signature': given } = headers;
  demand(/^\d{10}$/.test(String(time)), '401');
  demand(Math.abs(now.getTime() / 1000 - Number(time)) <= TOLERANCE_SECONDS, '401');
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64');
  const right = createHmac('sha256', key).update(`${id}.${time}.${body}`).digest('base64');
  demand(given === `v1,${right}`, '401');
}

function checkMessage({ method, url, headers }: IncomingMessage, body: string): WebhookMessage {
  demand(method === 'POST' && url === '/sms', '404');
  demand(headers['content-type'] === 'application/json', '415');
  const message = JSON.parse(body);
  const isNotice = !('code' in message);
  const fields = (isNotice ? NOTICE_FIELDS : CODE_FIELDS).split(' ').sort();
  demand(Object.keys(message).sort().join() === fields.join(), '422');
  demand(message.id === headers['webhook-id'] && /^[0-9a-f]{32}$/.test(message.id), '422');
  demand(/^\+[1-9]\d{6,14}$/.test(message.to), '422 invalid');
  demand(/^[A-Z]{2}$/.test(message.country) && /^(en|zh)$/.test(message.language), '422');
  const { text, code, expires_in_minutes: minutes } = message;
  demand(text && (isNotice || (text.includes(code) && Number.isInteger(minutes))), '422');
  return message;
}
