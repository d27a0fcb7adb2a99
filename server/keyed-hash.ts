import { createHmac } from 'node:crypto';
import { env } from './env';

/** HMAC-SHA-256 of `values` with the server's secret, for one purpose and no other. */
export function keyedHash(purpose: string, ...values: string[]): Buffer {
  return createHmac('sha256', env().GATEHOUSE_SECRET)
    .update(JSON.stringify([purpose, ...values]))
    .digest();
}
