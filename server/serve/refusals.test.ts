import { expect, test } from 'vitest';
import { refusedStatus } from './refusals.mjs';

test('a path that nobody can decode is bad', () => {
  for (const url of ['/%zz', '/api/v1_0/sms_codes/%c8', '/api/trpc/%ff%fe?input=1', '/%'])
    expect(refusedStatus({ method: 'GET', url }), url).toBe(400);
  for (const url of ['/register?x=%zz', '/api/v1_0/sms_codes/%2B86176', '/%F0%9F%98%80'])
    expect(refusedStatus({ method: 'GET', url }), url).toBeUndefined();
});

test('pages are looked at and nothing else; what is under /api says for itself what it takes', () => {
  expect(refusedStatus({ method: 'HEAD', url: '/register' })).toBeUndefined();
  for (const method of ['POST', 'PUT', 'OPTIONS', 'FOO'])
    expect(refusedStatus({ method, url: '/register?x' }), method).toBe(405);
  expect(refusedStatus({ method: 'POST', url: '/api/trpc/smsCode.request' })).toBeUndefined();
  for (const method of ['TRACE', 'PUT', 'FOO'])
    expect(refusedStatus({ method, url: '/api/trpc/smsCode.request' }), method).toBe(405);
});
