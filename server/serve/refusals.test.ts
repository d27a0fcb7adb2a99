import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { refusedStatus } from './refusals.mjs';

const statusOf = (method: string, url: string) => refusedStatus({ method, url });

describe('what Next would answer with 500 is refused before it', () => {
  test('a path that nobody can decode', () => {
    for (const url of ['/%zz', '/api/v1_0/sms_codes/%c8', '/api/trpc/%ff%fe?input=1', '/%'])
      expect(statusOf('GET', url), url).toBe(400);
    for (const url of ['/register?x=%zz', '/api/v1_0/sms_codes/%2B86176', '/%F0%9F%98%80'])
      expect(statusOf('GET', url), url).toBeUndefined();
  });

  test('a method that none of our doors knows', () => {
    for (const method of ['TRACE', 'PUT', 'OPTIONS', 'FOO'])
      for (const url of ['/register', '/api/trpc/smsCode.request'])
        expect(statusOf(method, url), `${method} ${url}`).toBe(405);
  });

  test('a form for a page, or for what is not there', () => {
    for (const url of ['/register?x', '/', '/api/nowhere', '/api/trpc/a/b', '/healthz'])
      expect(statusOf('POST', url), url).toBe(405);
  });

  test('the data of a page where there is none', () => {
    expect(statusOf('GET', '/api/trpc/index.segments/_tree.segment.rsc')).toBe(404);
    expect(statusOf('GET', '/register.rsc')).toBeUndefined();
  });
});

test('every door that we have lets through what it takes', () => {
  const files = readdirSync('app', { recursive: true, encoding: 'utf8' });
  const doors = files.filter((file) => /^api\/.*route\.ts$/.test(file));
  expect(doors.length).toBeGreaterThan(4);
  for (const door of doors) {
    const url = `/${door.replace('/route.ts', '').replaceAll(/\[[^\]]+\]/g, 'x')}`;
    const methods = readFileSync(`app/${door}`, 'utf8').matchAll(
      /\b(GET|HEAD|POST|PUT|DELETE|PATCH)\b(?=[ ,(])/g,
    );
    for (const [, method = ''] of methods)
      expect(statusOf(method, url), `${method} ${url}`).toBeUndefined();
  }
});
