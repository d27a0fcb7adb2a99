import { createHmac } from 'node:crypto';

/**
 * Headers of a JSON request that is signed as in Standard Webhooks 1. Who gets it twice knows it by
 * `id`. `secret` is `whsec_` and the key in base64.
 */
export function signedHeaders(id: string, body: string, secret: string) {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64');
  return {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': `v1,${signature}`,
  };
}
