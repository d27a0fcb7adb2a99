import ipaddr from 'ipaddr.js';
import { env } from './env';

/** Who is asking: for limits, and to tell the sessions of a user apart. */
export interface Visitor {
  /** An IPv4 address, or an IPv6 /64: what one customer of a provider holds. */
  address: string;
  /** The IPv4 /24 or IPv6 /48 around it. */
  network: string;
  /** A name that our cookie gave the browser. */
  browser?: string;
  /** What the browser says of itself, as long as it is kept. */
  userAgent?: string;
}

const MAX_USER_AGENT_LENGTH = 256;

/**
 * Reads who is asking from a request's headers. Only hops we know are believed: the entry that
 * serve.mjs appended from the socket, and before it TRUSTED_PROXY_HOPS of the operator's proxies.
 * On Vercel, its own header.
 */
export function visitorFrom(headers: Headers): Visitor {
  const address = parseAddress(env().VERCEL ? platformAddress(headers) : forwardedAddress(headers));
  const userAgent = headers.get('user-agent')?.slice(0, MAX_USER_AGENT_LENGTH);
  if (!address) return { address: 'unknown', network: 'unknown', userAgent };
  if (address.kind() === 'ipv4') {
    return { address: address.toString(), network: prefixOf(address, 24), userAgent };
  }
  return { address: prefixOf(address, 64), network: prefixOf(address, 48), userAgent };
}

function platformAddress(headers: Headers): string | undefined {
  return headers.get('x-vercel-forwarded-for')?.split(',')[0];
}

function forwardedAddress(headers: Headers): string | undefined {
  const hops = headers.get('x-forwarded-for')?.split(',') ?? [];
  return hops.at(-1 - env().TRUSTED_PROXY_HOPS) ?? hops[0];
}

/** Some proxies name the port too: `203.0.113.9:1234`, `[2001:db8::1]:1234`. */
const PORT = /^(?:\[(.*)\](?::\d+)?|([\d.]+):\d+)$/;

function parseAddress(text = '') {
  const address = text.trim().replace(PORT, '$1$2');
  return ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
}

function prefixOf(address: ipaddr.IPv4 | ipaddr.IPv6, bits: number): string {
  const family = address.kind() === 'ipv4' ? ipaddr.IPv4 : ipaddr.IPv6;
  const cidr = `${address}/${bits}`;
  return `${family.networkAddressFromCIDR(cidr)}/${bits}`;
}
