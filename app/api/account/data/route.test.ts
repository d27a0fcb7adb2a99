import { expect, test } from 'vitest';
import { newMember } from '#e2e/support/members';
import { GET } from './route';

const ask = (headers: Record<string, string>) => GET(new Request('http://localhost', { headers }));

test('who is signed in gets a file of what is kept, which nobody caches', async () => {
  const { token, mobile } = await newMember();
  const response = await ask({ cookie: `session=${token}` });
  expect(response.headers.get('Content-Disposition')).toMatch(/^attachment; filename=".+\.json"$/);
  expect(response.headers.get('Cache-Control')).toBe('no-store');
  expect(await response.json()).toMatchObject({ user: { mobile } });
});

test('who is not is told so, in their language', async () => {
  const response = await ask({ 'accept-language': 'zh-CN' });
  expect(response.status).toBe(401);
  expect(response.headers.get('Content-Disposition')).toBeNull();
  expect(await response.json()).toEqual({
    reason: 'signed-out',
    words: '登录已失效，请登录后重试。',
  });
});
