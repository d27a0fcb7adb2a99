import { randomUUID } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { doorTo } from './doors';

const picture = () => `/api/v1_0/image_codes/${randomUUID()}`;

test('a picture comes through its door, with the answer of its route', async () => {
  const path = picture();
  const answer = await doorTo('GET', path)?.(requestTo(path));
  expect(answer?.status).toBe(200);
  expect(answer?.headers.get('content-type')).toBe('image/jpeg');
  expect(answer?.headers.get('cache-control')).toBe('no-store');
});

test('a route gets the parameter of its path as it was typed', async () => {
  const path = '/api/v1_0/sms_codes/%2B86%20176';
  const query = `?image_code=ABCD&image_code_id=${randomUUID()}`;
  const answer = await doorTo('GET', path)?.(requestTo(`${path}${query}`));
  expect(await answer?.json()).toMatchObject({
    errno: '4103',
    errmsg: expect.stringMatching(/mobile/),
  });
});

test('HEAD goes to the route that refuses it', async () => {
  const path = picture();
  const answer = await doorTo('HEAD', path)?.(requestTo(path, 'HEAD'));
  expect(answer?.status).toBe(405);
});

test.each([
  ['a method that a route has not', 'DELETE', picture()],
  ['what every object has', 'GET', '/api/v1_0/constructor/x'],
  ['a method that every object has', 'toString', picture()],
  ['a longer path', 'GET', `${picture()}/more`],
  ['a shorter path', 'GET', '/api/v1_0/image_codes/'],
  ['a parameter that cannot be decoded', 'GET', '/api/v1_0/image_codes/%E0%A4%A'],
  ['another route', 'GET', '/api/account/data'],
  ['a page', 'GET', '/register'],
])('%s is left to Next', (_, method, path) => {
  expect(doorTo(method, path)).toBeUndefined();
});

test('what a route did not expect is a 500 that tells nothing, and does not reject', async () => {
  const path = '/api/trpc/session.current';
  const answer = await doorTo('POST', path)?.(undefined as never);
  expect(answer?.status).toBe(500);
  expect(await answer?.text()).toBe('Internal Server Error');
});

test('every route of the old clients has a door', () => {
  const routes = readdirSync('app/api/v1_0', { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  expect(routes.length).toBeGreaterThan(2);
  for (const name of routes) expect(doorTo('GET', `/api/v1_0/${name}/x`)).toBeDefined();
});

function requestTo(path: string, method = 'GET'): Request {
  const headers = { 'x-forwarded-for': `10.9.8.${Math.floor(Math.random() * 256)}` };
  return new Request(`http://localhost${path}`, { method, headers });
}
