import { once } from 'node:events';
import { answersTo, connectTo, HEALTHZ, statusOf } from './support/connections';
import { expect, patient, test } from './support/test';

// Slow ones have their time, and on a busy machine more.
test.describe.configure({ timeout: 120_000 });

test('connections that say nothing, or little by little, are closed; others are served', async ({
  stack,
}) => {
  const begin = () => connectTo(stack.url);
  const silent = Array.from({ length: 300 }, begin);
  const slow = Array.from({ length: 20 }, begin);
  const drip = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write('x');
  }, 500);
  for (const socket of slow) socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  const all = [...silent, ...slow];
  for (const socket of all) socket.on('error', () => {}).resume();
  try {
    await Promise.all(all.map((socket) => once(socket, 'connect')));
    expect(await statusOf(stack.url)).toBe(200);
    const left = () => all.filter(({ closed }) => !closed).length;
    await patient.poll(left).toBe(0);
  } finally {
    clearInterval(drip);
    for (const socket of all) socket.destroy();
  }
});

test('a request that comes in pieces is one, and two that come at once are two', async ({
  stack,
}) => {
  const pieces = await answersTo(connectTo(stack.url), [...HEALTHZ]);
  expect(pieces.match(/HTTP\/1.1 200 /g)).toHaveLength(1);
  const two = HEALTHZ.replace('close', 'keep-alive') + HEALTHZ;
  const both = await answersTo(connectTo(stack.url), [two]);
  expect(both.match(/HTTP\/1.1 200 /g)).toHaveLength(2);
});

test('headers of 100 kB are refused with 431', async ({ stack }) => {
  const socket = connectTo(stack.url).on('error', () => {});
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`);
  const [start] = await once(socket, 'data');
  expect(String(start)).toContain('HTTP/1.1 431 ');
  socket.destroy();
});

test('every answer names its request, and nobody else may', async ({ stack }) => {
  const ids = await Promise.all(
    [1, 2].map(async () => {
      const response = await fetch(`${stack.url}/healthz`, { headers: { 'X-Request-Id': 'mine' } });
      return response.headers.get('x-request-id');
    }),
  );
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(new Set(ids).size).toBe(2);
});
