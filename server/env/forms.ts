import { z } from 'zod';

export const text = () => z.string().trim().min(1);

export const httpUrl = () => z.url({ protocol: /^https?$/, error: 'must be an http(s) URL' });

/** A server of ours stands in for a provider on this machine; over any network it must be https. */
export const providerUrl = () =>
  httpUrl().refine(isConfidential, 'must be https, or a server on this machine');

/** A key of Standard Webhooks. */
export const signingKey = () =>
  z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, 'must be whsec_ and 24 bytes or more in base64');

/** Whether nobody on the way to `url` can listen. */
export function isConfidential(url: string): boolean {
  const { protocol, hostname } = new URL(url);
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}
