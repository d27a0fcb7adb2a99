import type { Random } from '../../attack/random';
import { newAddressOf } from './addresses';
import { CANARY } from './property';
import { chance, hostileText, oneOf, randomBytes } from './values';

/** What browsers, proxies and frameworks say, and what would happen if it were believed. */
const NAMES = [
  'Cookie',
  'User-Agent',
  'Accept',
  'Accept-Language',
  'Accept-Encoding',
  'Origin',
  'Referer',
  'Sec-Fetch-Site',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-Request-Id',
  'Authorization',
  'Range',
  'If-None-Match',
  'If-Modified-Since',
  'Expect',
  'Upgrade',
  'Connection',
  'trpc-accept',
  'traceparent',
  'RSC',
  'Next-Router-State-Tree',
  'Next-Router-Prefetch',
  'Next-Router-Segment-Prefetch',
  'Next-Url',
  'Next-Action',
  'Next-Resume',
  'X-Nextjs-Data',
  'X-Matched-Path',
  'X-Invoke-Path',
  'X-Invoke-Status',
  'X-Invoke-Error',
  'X-Middleware-Subrequest',
  'X-Middleware-Invoke',
  'X-Now-Route-Matches',
  'X-Prerender-Revalidate',
  'X-Vercel-Forwarded-For',
  'Purpose',
];

const VALUES = [
  '1',
  'true',
  '*',
  'x',
  '[""',
  '%',
  '%5B%22%22%2C%7B%7D%5D',
  '/',
  'chunked',
  'bytes=0-',
  'h2c',
  '100-continue',
  'en',
  'zh-CN;q=x',
  '8f0c2d1e5a4b4c3d9e2f1a0b9c8d7e6f8f0c2d1e5a',
];

/** Of the last ones no URL can be made. */
const HOSTS = [
  'localhost',
  'elsewhere.example',
  'x:99999',
  '%zz',
  '[::1',
  'a b',
  '<x>',
  'x/y?z#',
  '',
];

/** Lines of a request's head; a part of all requests comes from who is signed in with `session`. */
export function headersOf(random: Random, session: string, type?: string): string[] {
  const host = chance(random, 0.05) ? oneOf(random, HOSTS) : 'localhost';
  const lines = [`Host: ${host}`, `X-Forwarded-For: ${newAddressOf(random)}`];
  if (type !== undefined) lines.push(`Content-Type: ${type}`);
  if (chance(random, 0.3)) lines.push(`Cookie: ${session}`);
  else if (chance(random, 0.2)) lines.push(`Cookie: ${cookies(random)}`);
  while (chance(random, 0.25)) lines.push(`${oneOf(random, NAMES)}: ${saying(random)}`);
  if (chance(random, 0.01)) lines.push(`${printable(hostileText(random))}: x`);
  return lines;
}

function cookies(random: Random): string {
  const names = ['session', 'challenge', 'challenge-sign-in', 'browser', 'language', '__proto__'];
  return `${oneOf(random, names)}=${saying(random)}; ${oneOf(random, names)}=${saying(random)}`;
}

function saying(random: Random): string {
  if (chance(random, 0.5)) return oneOf(random, VALUES);
  if (chance(random, 0.1)) return `x\n${CANARY}: x`;
  if (chance(random, 0.3))
    return printable(randomBytes(random, random.below(60)).toString('latin1'));
  return printable(hostileText(random).slice(0, 2_000));
}

/** What Node lets through in a value, so that the request comes further than its parser. */
function printable(text: string): string {
  return Buffer.from(text)
    .toString('latin1')
    .replaceAll(/[^\t\x20-\x7e\x80-\xff]/g, '');
}
