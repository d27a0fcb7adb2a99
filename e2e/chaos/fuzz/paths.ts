import type { Random } from '../../attack/random';
import { chance, hostileKey, hostileText, oneOf, randomBytes } from './values';

/** As they stand in a request line, where anything but blanks and line ends may. */
const PATHS = [
  '%2e%2e/%2e%2e/etc/passwd',
  '..%2f..%2f.env',
  '../../.env',
  '%c0%ae%c0%ae/', // overlong
  '%00',
  'x%00.jpg',
  '%0d%0ax-canary-of-the-fuzzer:%20x',
  '%E5%98%8A%E5%98%8Dx-canary-of-the-fuzzer:%20x',
  '%',
  '%zz',
  '%ff%fe',
  '%u0000',
  '%252e%252e%252f',
  '//evil.example/',
  '\\..\\',
  ';a=b',
  '.',
  '..',
  'x'.repeat(4_000),
  '%F0%9F%98%80',
  '__proto__',
  'constructor',
  '[mobile]',
  'a/b/c/d/e',
  '_next/static/../../server.js',
  '_next/image?url=http://127.0.0.1/&w=1&q=1',
  '_next/data/x/register.json',
  'register.rsc',
  'register.txt',
  'index.segments/_tree.segment.rsc',
  '+8617600000000',
];

export function hostilePath(random: Random): string {
  if (chance(random, 0.2)) return percentEncoded(randomBytes(random, 1 + random.below(40)));
  if (chance(random, 0.2)) return percentEncoded(Buffer.from(hostileText(random)));
  return oneOf(random, PATHS);
}

/** Of the right parameters each stays, is there twice, becomes another or goes; others come. */
export function hostileQuery(random: Random, right: Record<string, string>): string {
  const pairs = Object.entries(right).flatMap(([name, value]) => {
    if (chance(random, 0.5)) return [[name, value]];
    if (chance(random, 0.3)) return [];
    const other = [name, percentEncoded(Buffer.from(hostileText(random)))];
    return chance(random, 0.3) ? [[name, value], other] : [other];
  });
  if (chance(random, 0.15)) {
    const name = percentEncoded(Buffer.from(hostileKey(random)));
    pairs.push([name, hostilePath(random).replaceAll('#', '')]);
  }
  if (chance(random, 0.05)) pairs.push(['batch', '1']);
  const text = pairs.map((pair) => pair.join('=')).join('&');
  return text && `?${text}`;
}

function percentEncoded(bytes: Buffer): string {
  return [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
}
