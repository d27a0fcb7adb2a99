import { env } from '../env';

/**
 * Where `provider` is to send receipts, from the configuration: a Host header is anybody's. With the
 * id of a message, for who signs the whole address and is told it anew each time (Twilio).
 * Undefined where receipts are not configured.
 */
export function receiptsUrl(provider: string, id?: string): string | undefined {
  const { SMS_RECEIPTS_SECRET: secret, PUBLIC_URL } = env();
  if (!secret) return undefined;
  const query = id ? `?id=${id}` : '';
  return new URL(`/api/sms/receipts/${provider}/${secret}${query}`, PUBLIC_URL).href;
}
