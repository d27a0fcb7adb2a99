import { afterEach, describe, expect, test, vi } from 'vitest';
import { visitorFrom } from './visitor';

afterEach(() => vi.unstubAllEnvs());

const from = (forwarded: string, more = {}) =>
  visitorFrom(new Headers({ 'x-forwarded-for': forwarded, ...more }));

describe('visitorFrom', () => {
  test.each([
    ['203.0.113.9', '203.0.113.9', '203.0.113.0/24'],
    ['::ffff:203.0.113.9', '203.0.113.9', '203.0.113.0/24'],
    ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['203.0.113.9:1234', '203.0.113.9', '203.0.113.0/24'],
    ['[2001:db8:1:2::1]:1234', '2001:db8:1:2::/64', '2001:db8:1::/48'],
    ['not an address', 'unknown', 'unknown'],
  ])('%s is limited as %s in %s', (socket, address, network) => {
    expect(from(socket)).toEqual({ address, network });
  });

  test('two addresses of one IPv6 /64 are one visitor, neighbours are not', () => {
    expect(from('2001:db8::1').address).toBe(from('2001:db8::ffff:1').address);
    expect(from('2001:db8::1').address).not.toBe(from('2001:db8:0:1::1').address);
  });

  test('what the client claims is not believed: the last hop is', () => {
    expect(from('198.51.100.7, 203.0.113.9').address).toBe('203.0.113.9');
  });

  test('each trusted proxy moves the believed hop one to the left', () => {
    vi.stubEnv('TRUSTED_PROXY_HOPS', '1');
    expect(from('1.1.1.1, 198.51.100.7, 10.0.0.1').address).toBe('198.51.100.7');
    expect(from('203.0.113.9').address).toBe('203.0.113.9');
  });

  test("Vercel's own header is believed on Vercel only", () => {
    const header = { 'x-vercel-forwarded-for': '198.51.100.7' };
    expect(from('203.0.113.9', header).address).toBe('203.0.113.9');
    vi.stubEnv('VERCEL', '1');
    expect(from('203.0.113.9', header).address).toBe('198.51.100.7');
  });
});
