import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { patience } from '../../e2e/support/patience';
import { LISTENER_OPTIONS, Newcomers } from './newcomers.mjs';
import { HEAD_MILLISECONDS, STOP_IDLE_MILLISECONDS } from './settings.mjs';

vi.mock('./settings.mjs', async (original) => ({
  ...(await original<object>()),
  HEAD_MILLISECONDS: 300,
  STOP_IDLE_MILLISECONDS: 200,
}));

let spoken: { socket: Socket; bytes: string }[];
let newcomers: Newcomers;
let server: Server;
let accepted: number;

beforeEach(async () => {
  [spoken, accepted] = [[], 0];
  newcomers = new Newcomers((socket: Socket, bytes: Buffer) =>
    spoken.push({ socket, bytes: bytes.toString() }),
  );
  server = createServer(LISTENER_OPTIONS, (socket) => {
    accepted++;
    newcomers.add(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});

afterEach(() => {
  for (const { socket } of spoken) socket.destroy();
  server.close();
});

test('who says nothing is closed in time, and nobody is told of them', async () => {
  const silent = await newClients(100);
  await Promise.all(silent.map((client) => once(client.resume(), 'close')));
  expect(HEAD_MILLISECONDS).toBeLessThan(1_000);
  expect(spoken).toEqual([]);
});

test('who speaks is told of with the first bytes, and what comes then is left unread', async () => {
  const [client] = await newClients(1);
  await say(client, 'first');
  await vi.waitFor(() => expect(spoken).toHaveLength(1), patience);
  await say(client, 'x'.repeat(200_000));
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  expect(spoken.map(({ bytes }) => bytes)).toEqual(['first']);
  expect(spoken[0]?.socket.bytesRead).toBe('first'.length);
  client.destroy();
});

test('who has spoken is not closed at the deadline of the others', async () => {
  const [client] = await newClients(1);
  await say(client, 'first');
  await vi.waitFor(() => expect(spoken).toHaveLength(1), patience);
  const [later] = await newClients(1);
  await once(later.resume(), 'close');
  expect(spoken[0]?.socket.destroyed).toBe(false);
  client.destroy();
});

test('at the end who has begun is heard, and who has not is closed', async () => {
  const [client, silent] = await newClients(2);
  const left = newcomers.leave();
  for (let turn = 0; turn < 20; turn++) await setImmediate();
  await say(client, 'in time');
  await Promise.all([left, once(silent.resume(), 'close')]);
  expect(spoken.map(({ bytes }) => bytes)).toEqual(['in time']);
  expect(STOP_IDLE_MILLISECONDS).toBeLessThan(HEAD_MILLISECONDS);
  client.destroy();
});

test('nobody waits where nobody is silent', async () => {
  const [client] = await newClients(1);
  await say(client, 'first');
  await vi.waitFor(() => expect(spoken).toHaveLength(1), patience);
  await newcomers.leave();
  expect(client.destroyed).toBe(false);
  client.destroy();
});

/** Connections that the server has accepted. */
async function newClients(count: number): Promise<[Socket, Socket, ...Socket[]]> {
  const { port } = server.address() as AddressInfo;
  const all = accepted + count;
  const clients = Array.from({ length: count }, () => connect(port, '127.0.0.1'));
  await vi.waitFor(() => expect(accepted).toBe(all), patience);
  return clients as never;
}

async function say(client: Socket, words: string): Promise<void> {
  await new Promise((resolve) => client.write(words, resolve));
}
