import { randomUUID } from 'node:crypto';
import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { gate } from '#e2e/support/promises';
import { answerRefusal } from '../app/api/v1_0/answer';
import { createContext } from './context';
import { inRequest, requestCountry, requestId } from './request';
import { appRouter } from './routers/app';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const named = (id: string) => new Headers({ 'x-request-id': id });

test('in development nothing is answered before all is there', async () => {
  const started = gate();
  vi.stubGlobal('gatehouseStarting', started.opened);
  const work = vi.fn(() => 'answered');
  const answer = inRequest(new Headers(), work);
  await new Promise(setImmediate);
  expect(work).not.toHaveBeenCalled();
  started.open();
  expect(await answer).toBe('answered');
});

describe('the number of a request', () => {
  test('is the one of server/serve.mjs, in everything that is called and awaited', async () => {
    vi.stubEnv('GATEHOUSE_SERVER', 'serve');
    const ids = [randomUUID(), randomUUID()];
    const seen = ids.map((id) =>
      inRequest(named(id), async () => {
        await new Promise(setImmediate);
        return requestId();
      }),
    );
    expect(await Promise.all(seen)).toEqual(ids);
    expect(requestId()).toBeUndefined();
  });

  test('is never what a visitor wrote: made here where that server is not, or where it is none', async () => {
    const claimed = randomUUID();
    const seen = () => inRequest(named(claimed), requestId);
    expect(await seen()).toMatch(/^[0-9a-f-]{36}$/);
    expect(await seen()).not.toBe(claimed);
    vi.stubEnv('GATEHOUSE_SERVER', 'serve');
    expect(await inRequest(named('+8617612345678'), requestId)).toMatch(/^[0-9a-f-]{36}$/);
  });
});

test('an error of tRPC brings the number, and the country of the mobile is known by then', async () => {
  let [id, country] = ['', ''];
  const response = await inRequest(new Headers(), async () => {
    const answer = await signIn('+14155552671');
    [id, country] = [requestId() ?? '', requestCountry()];
    return answer;
  });
  const { error } = await response.json();
  expect(error.data).toMatchObject({ reason: 'mobile-country', requestId: id });
  expect(country).toBe('US');
});

function signIn(mobile: string): Promise<Response> {
  const req = new Request('http://localhost/api/trpc/session.signIn', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ mobile, password: 'x' }),
  });
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req,
    router: appRouter,
    createContext: ({ req, resHeaders }) => createContext(req.headers, resHeaders),
  });
}

test("an old door's 5xx brings it too, and what old clients know stays as it was", async () => {
  const answers = [500, 200].map((status) =>
    inRequest(new Headers(), async () => {
      const answer = answerRefusal(new Error('unexpected'), new Headers(), () => status);
      return { id: requestId(), body: await answer.json() };
    }),
  );
  const [broken, known] = await Promise.all(answers);
  const body = { errno: '4500', errmsg: 'Internal error' };
  expect(broken?.body).toEqual({ ...body, request_id: broken?.id });
  expect(known?.body).toEqual(body);
});
