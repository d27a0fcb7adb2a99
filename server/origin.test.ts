import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { isForged } from './origin';

const OURS = 'https://signup.example.com';

beforeEach(() => vi.stubEnv('PUBLIC_URL', OURS));
afterEach(() => vi.unstubAllEnvs());

/** A request as it arrives at a proxy's upstream, which is asked under its own name. */
const forged = (headers: Record<string, string>, method = 'POST') =>
  isForged(new Request('http://upstream:3000', { method, headers: new Headers(headers) }));

describe('a browser that says where a request comes from', () => {
  test.each(['same-origin', 'none'])('%s passes, whatever the origin', (site) => {
    expect(forged({ 'sec-fetch-site': site, origin: 'https://evil.example' })).toBe(false);
  });

  test.each(['cross-site', 'same-site', 'SAME-ORIGIN', 'something new'])(
    '%s does not, whatever the origin',
    (site) => {
      expect(forged({ 'sec-fetch-site': site, origin: OURS })).toBe(true);
      expect(forged({ 'sec-fetch-site': site })).toBe(true);
    },
  );
});

describe('an older browser, which names the origin', () => {
  test.each([
    [OURS, 'upstream:3000'],
    ['http://signup.example.com', 'upstream:3000'],
    ['http://127.0.0.1:3000', '127.0.0.1:3000'],
    ['https://other.example', 'other.example'],
  ])('%s passes at the host %s', (origin, host) => {
    expect(forged({ origin, host })).toBe(false);
  });

  test.each([
    'https://evil.example',
    'https://signup.example.com.evil.example',
    'https://signup.example.com:8443',
    'https://sub.signup.example.com',
    'http://127.0.0.1:3001',
    'http://127.0.0.1',
    'null',
    '127.0.0.1:3000',
  ])('%s does not', (origin) => {
    expect(forged({ origin, host: '127.0.0.1:3000' })).toBe(true);
  });

  test('without a Host nothing but PUBLIC_URL passes', () => {
    expect(forged({ origin: 'null' })).toBe(true);
    expect(forged({ origin: OURS })).toBe(false);
  });
});

test('who is no browser says neither, and passes', () => {
  expect(forged({ host: '127.0.0.1:3000' })).toBe(false);
});

test.each(['GET', 'HEAD', 'OPTIONS'])('%s passes from anywhere', (method) => {
  expect(forged({ 'sec-fetch-site': 'cross-site', origin: 'null' }, method)).toBe(false);
});

test.each(['PUT', 'PATCH', 'DELETE'])('%s from elsewhere does not', (method) => {
  expect(forged({ 'sec-fetch-site': 'cross-site' }, method)).toBe(true);
});
