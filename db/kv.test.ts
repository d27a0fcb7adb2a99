import { createServer } from 'node:net';
import {
  afterAll,
  afterEach,
  beforeEach,
  describe,
  expect,
  onTestFinished,
  test,
  vi,
} from 'vitest';
import { cutShort, itDoesTheCommands } from '../e2e/support/kv-contract/commands';
import { expectAnswer, expectStoreDown, itSurvivesFaults } from '../e2e/support/kv-contract/faults';
import { newKey } from '../e2e/support/kv-contract/new-key';
import { itRefusesCommands } from '../e2e/support/kv-contract/refusals';
import { type Behaviour, startKvRestDouble } from '../e2e/support/kv-rest-double';
import { startRedis } from '../e2e/support/redis';
import { openKv } from './kv';
import { redisTransport } from './kv/redis';

const TOKEN = 'a token nobody may read';
const redis = await startRedis();
const rest =
  redis && (await startKvRestDouble({ backing: redisTransport(redis.url, 2_000), token: TOKEN }));

afterAll(async () => {
  await rest?.stop();
  await redis?.stop();
});

describe('embedded in this process', () => {
  const kv = openKv('embedded');
  beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }));
  afterEach(() => void vi.useRealTimers());
  const pass = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1_000);

  itDoesTheCommands({ open: () => kv, outlive: async () => void pass(300) });
  itRefusesCommands({ open: () => kv });

  test('a key is there to the last of its seconds', async () => {
    const key = newKey();
    await kv.set(key, '1', { ex: 300 });
    pass(299.999);
    expect(await kv.get(key)).toBe('1');
    pass(0.001);
    expect(await kv.get(key)).toBeNull();
  });

  test('an option it does not have is refused, not ignored', async () => {
    const [key, set] = [newKey(), newKey()];
    await expect(kv.set(key, '1', { px: 5 })).rejects.toThrow('ERR syntax error');
    await expect(kv.set(key, '1', { xx: true })).rejects.toThrow('ERR syntax error');
    await expect(kv.zrange(set, 0, -1, { rev: true })).rejects.toThrow('ERR syntax error');
    const two = [1, 2].map((score) => ({ score, member: `${score}` })) as [never, never];
    await expect(kv.zadd(set, ...two)).rejects.toThrow('ERR syntax error');
    await expect(kv.zadd(set, { nx: true }, ...two)).rejects.toThrow('ERR');
  });
});

describe.skipIf(!redis)('on a Redis server', () => {
  const open = (port = portOf(redis)) => openKv({ redisUrl: `redis://127.0.0.1:${port}` });

  itDoesTheCommands({ open, outlive: cutShort });
  itRefusesCommands({ open });
  itSurvivesFaults({ open, port: () => portOf(redis) });

  test('one that is paused is StoreDown in time, and works when it goes on', async () => {
    const kv = open();
    const [, pid] = String(await kv.exec(['info', 'server'])).match(/process_id:(\d+)/) ?? [];
    process.kill(Number(pid), 'SIGSTOP');
    try {
      await expectStoreDown(kv.get(newKey()));
    } finally {
      process.kill(Number(pid), 'SIGCONT');
    }
    await expectAnswer(kv);
  });

  test('one that is killed is StoreDown, and works when it is started again', async () => {
    const kv = open();
    await kv.ping();
    await redis?.stop();
    await expectStoreDown(kv.get(newKey()));
    await redis?.start();
    await expectAnswer(kv);
  });

  test('one that is full is StoreDown, in a transaction too', async () => {
    const kv = open();
    const key = newKey();
    await kv.exec(['config', 'set', 'maxmemory', '1']);
    try {
      await expectStoreDown(kv.set(key, '1'));
      await expectStoreDown(kv.multi().set(key, '1').get(key).exec());
    } finally {
      await kv.exec(['config', 'set', 'maxmemory', '0']);
    }
    expect(await kv.get(key)).toBeNull();
  });

  test('one that does not take our password is StoreDown, and the password is not told', async () => {
    const guarded = await startRedis();
    onTestFinished(() => guarded?.stop());
    const place = `127.0.0.1:${portOf(guarded)}`;
    await openKv({ redisUrl: `redis://${place}` }).exec(['config', 'set', 'requirepass', 'right']);
    for (const login of ['', `:${TOKEN}@`, `guest:${TOKEN}@`]) {
      const stranger = openKv({ redisUrl: `redis://${login}${place}` });
      await expectStoreDown(stranger.get(newKey()));
      await expectStoreDown(stranger.multi().get(newKey()).exec());
    }
    await expectAnswer(openKv({ redisUrl: `redis://:right@${place}` }));
  });
});

describe.skipIf(!redis)('over REST', () => {
  const open = (port = portOf(rest), restToken = TOKEN) =>
    openKv({ restUrl: `http://127.0.0.1:${port}`, restToken });

  itDoesTheCommands({ open, outlive: cutShort });
  itRefusesCommands({ open });
  itSurvivesFaults({ open, port: () => portOf(rest) });

  test.each<Behaviour>(['hang', 'reset', 'html-502', 'over-quota'])(
    'a service that does %s is StoreDown, asked once, and works again',
    async (behaviour) => {
      const kv = open();
      const [key, list] = [newKey(), newKey()];
      rest?.answerWith(behaviour);
      try {
        await Promise.all([
          expectStoreDown(kv.incr(key)),
          expectStoreDown(kv.multi().rpush(list, 'x').exec()),
          expectStoreDown(kv.zrange(key, 0, -1)),
        ]);
      } finally {
        rest?.answerWith('answer');
      }
      const isDone = behaviour === 'reset';
      expect(await kv.get(key)).toBe(isDone ? '1' : null);
      expect(await kv.lrange(list, 0, -1)).toEqual(isDone ? ['x'] : []);
    },
  );

  test.each([
    ['without the token', 401, { headers: {} }],
    ['by GET', 405, { method: 'GET', body: undefined }],
    ['that is no JSON', 400, { body: '["get"' }],
    ['that is no command', 400, { body: '{"get":"a"}' }],
    ['with an argument that is null', 400, { body: '["get",null]' }],
    ['for a connection of its own', 400, { body: '["MULTI"]' }],
    ['to another path', 400, { path: '/get/a' }],
    ['without commands', 400, { path: '/multi-exec', body: '[]' }],
  ])(
    'the double refuses a request %s, as the service does',
    async (_, status, { path, ...own }: RequestInit & { path?: string }) => {
      const headers = { authorization: `Bearer ${TOKEN}` };
      const good = { method: 'POST', headers, body: '["get","a"]' };
      expect((await fetch(`${rest?.url}/`, good)).status).toBe(200);
      const response = await fetch(`${rest?.url}${path ?? '/'}`, { ...good, ...own });
      expect(response.status).toBe(status);
      expect(await response.json()).toEqual({ error: expect.stringMatching(/^[A-Z]+ /) });
    },
  );

  test('a service whose database is away is StoreDown', async () => {
    await redis?.stop();
    await expectStoreDown(open().get(newKey()));
    await redis?.start();
    await expectAnswer(open());
  });

  test('a service that does not take our token is StoreDown, and the token is not told', async () => {
    const stranger = open(portOf(rest), 'another token');
    await expectStoreDown(stranger.get(newKey()));
    await expectStoreDown(stranger.zrange(newKey(), 0, -1));
    await expectStoreDown(stranger.multi().get(newKey()).exec());
  });
});

test('a server that speaks another language is StoreDown', async () => {
  const stranger = createServer((socket) => socket.end('SSH-2.0-OpenSSH_9.2\r\n'));
  await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
  const { port } = stranger.address() as { port: number };
  await expectStoreDown(openKv({ redisUrl: `redis://127.0.0.1:${port}` }).get(newKey()));
  const restUrl = `http://127.0.0.1:${port}`;
  await expectStoreDown(openKv({ restUrl, restToken: TOKEN }).get(newKey()));
  stranger.close();
});

function portOf(server?: { url: string }): number {
  return Number(new URL(server?.url ?? 'http://nowhere:1').port);
}
