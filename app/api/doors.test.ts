import { randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { doorTo } from './doors';

/** What a request gets, at its door or before it. */
async function ask(method: string, path: string, request = requestTo(path)) {
  const door = doorTo(method, path);
  return typeof door === 'function' ? door(request) : door;
}

const picture = () => `/api/v1_0/image_codes/${randomUUID()}`;

test('a picture comes through its door, with the answer of its route', async () => {
  const path = picture();
  const answer = await ask('GET', path);
  expect(answer?.status).toBe(200);
  expect(answer?.headers.get('content-type')).toBe('image/jpeg');
  expect(answer?.headers.get('cache-control')).toBe('no-store');
});

test('a route gets the parameter of its path as it was typed', async () => {
  const path = '/api/v1_0/sms_codes/%2B86%20176';
  const query = `?image_code=ABCD&image_code_id=${randomUUID()}`;
  const answer = await ask('GET', path, requestTo(`${path}${query}`));
  expect(await answer?.json()).toMatchObject({
    errno: '4103',
    errmsg: expect.stringMatching(/mobile/),
  });
});

test('HEAD goes to the route that refuses it', async () => {
  const path = picture();
  const answer = await ask('HEAD', path, requestTo(path, 'HEAD'));
  expect(answer?.status).toBe(405);
});

test('HEAD of what may be looked at is answered by GET', async () => {
  const answer = await ask('HEAD', '/api/account/data');
  expect(answer?.status).toBe(401);
});

test.each([
  ['a method that a route has not', 'DELETE', picture(), 405],
  ['POST where one only looks', 'POST', '/api/account/data', 405],
  ['GET where one only brings', 'GET', '/api/sms/receipts/twilio/secret', 405],
  ['POST to who only says how we are', 'POST', '/healthz', 405],
  ['a method that every object has', 'toString', picture(), 405],
  ['what every object has', 'GET', '/api/v1_0/constructor/x', 404],
  ['a longer path', 'GET', `${picture()}/more`, 404],
  ['a shorter path', 'GET', '/api/v1_0/image_codes/', 404],
  ['none at all', 'GET', '/api', 404],
  ['what only pages have', 'GET', '/api/trpc/index.segments/_tree.segment.rsc', 404],
  ['a parameter that cannot be decoded', 'GET', '/api/v1_0/image_codes/%E0%A4%A', 400],
])('%s is refused: Next sees nothing of /api', async (_, method, path, status) => {
  const answer = await ask(method, path);
  expect(answer?.status).toBe(status);
  expect(await answer?.text()).toBe('');
});

test('who asks in a wrong way is told the right ones', async () => {
  const allowed = async (path: string) => {
    const answer = await ask('PUT', path);
    return answer?.headers.get('allow');
  };
  expect(await allowed(picture())).toBe('GET');
  expect(await allowed('/api/account/data')).toBe('GET, HEAD');
  expect(await allowed('/api/trpc/session.current')).toBe('GET, POST, HEAD');
  expect(await allowed('/api/sms/receipts/twilio/secret')).toBe('POST');
});

test.each(['/register', '/', '/apis', '/healthz/x', '/en/register'])('%s is Next’s', (path) => {
  expect(doorTo('GET', path)).toBeUndefined();
});

test('what a route did not expect is a 500 that tells nothing, and does not reject', async () => {
  const path = '/api/trpc/session.current';
  const answer = await ask('POST', path, null as never);
  expect(answer?.status).toBe(500);
  expect(await answer?.text()).toBe('Internal Server Error');
});

test('every route handler of the API has a door for what it takes', async () => {
  const files = readdirSync('app', { recursive: true, encoding: 'utf8' });
  const routes = files.filter((file) => /^(api\/.*|healthz\/)route\.ts$/.test(file));
  expect(routes.length).toBeGreaterThan(6);
  for (const file of routes) {
    const path = `/${file.replace('/route.ts', '').replaceAll(/\[\w+\]/g, 'x')}`;
    const answer = await ask('TRACE', path);
    const allowed = answer?.headers.get('allow')?.split(', ') ?? [];
    expect(allowed, path).toEqual(expect.arrayContaining(methodsIn(`app/${file}`)));
  }
});

function methodsIn(file: string): string[] {
  const names = readFileSync(file, 'utf8').matchAll(/\b(GET|POST|PUT|PATCH|DELETE)(?=[ ,(])/g);
  return [...names].map(([name]) => name);
}

function requestTo(path: string, method = 'GET'): Request {
  const headers = { 'x-forwarded-for': `10.9.8.${Math.floor(Math.random() * 256)}` };
  return new Request(`http://localhost${path}`, { method, headers });
}
