import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { expect, test } from 'vitest';
import { createContext } from './context';
import { appRouter } from './routers/app';

test.each([
  ['zh-CN,zh;q=0.9', '请输入正确的手机号；境外号码请以+和国家代码开头。'],
  ['fr, en;q=0.5', 'Enter a mobile number; from abroad with + and its country code.'],
  ['fr', 'Enter a mobile number; from abroad with + and its country code.'],
])('to a browser that prefers %s a refusal says: %s', async (language, words) => {
  const req = new Request('http://localhost/api/trpc/session.signIn', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'accept-language': language },
    body: JSON.stringify({ mobile: 'none', password: 'x' }),
  });
  const response = await fetchRequestHandler({
    endpoint: '/api/trpc',
    req,
    router: appRouter,
    createContext: ({ req, resHeaders }) => createContext(req.headers, resHeaders),
  });
  const { error } = await response.json();
  expect(error.data).toMatchObject({ reason: 'mobile-invalid', field: 'mobile', words });
});
