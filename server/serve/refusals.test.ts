import { describe, expect, test } from 'vitest';
import { refusedStatus } from './refusals.mjs';

const statusOf = (method: string, url: string) => refusedStatus({ method, url });

describe('what Next would answer with 500 is refused before it', () => {
  test('a path that nobody can decode', () => {
    for (const url of ['/%zz', '/register/%c8', '/%ff%fe?input=1', '/%'])
      expect(statusOf('GET', url), url).toBe(400);
    for (const url of ['/register?x=%zz', '/%2B86176', '/%F0%9F%98%80'])
      expect(statusOf('GET', url), url).toBeUndefined();
  });

  test('a method that no page knows, a form above all', () => {
    for (const method of ['POST', 'TRACE', 'PUT', 'OPTIONS', 'FOO'])
      for (const url of ['/register?x', '/', '/nowhere'])
        expect(statusOf(method, url), `${method} ${url}`).toBe(405);
  });

  test('nothing else', () => {
    for (const url of ['/register?x', '/register.rsc', '/nowhere'])
      for (const method of ['GET', 'HEAD']) expect(statusOf(method, url), url).toBeUndefined();
  });
});
