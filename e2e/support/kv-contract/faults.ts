import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Kv } from '../../../db/kv';
import { StoreDown, storeDown } from '../../../db/store-down';
import { patience } from '../patience';
import { errorOf } from '../promises';
import { startTcpProxy, type TcpProxy } from '../tcp-proxy';
import { newKey } from './new-key';

interface Store {
  port(): number;
  /** A new client that reaches the store through `port`. */
  open(port: number): Kv;
}

/** Longer than the 2 s that a store has, by what a busy machine may add; shorter than two tries. */
const DEADLINE_MILLISECONDS = 3_500;

/** What a client over a network promises when the network or the store fails. */
export function itSurvivesFaults({ port, open }: Store): void {
  describe('faults', () => {
    let line: TcpProxy;
    let kv: Kv;
    beforeAll(async () => {
      line = await startTcpProxy(port());
      kv = open(line.port);
    });
    beforeEach(async () => {
      await line.start();
      line.silence('none');
      await expectAnswer(kv);
    });
    afterAll(() => line.stop());

    describe('a store that is away', () => {
      test('is StoreDown at once for whatever is asked, and works again when it is back', async () => {
        await line.stop();
        for (const command of commandsOn(kv)) await expectStoreDown(command);
        await line.start();
        await expectAnswer(kv);
      });

      test('is StoreDown for a client that has never seen it, and then works', async () => {
        await line.stop();
        const fresh = open(line.port);
        await expectStoreDown(fresh.get(SECRET_KEY));
        await line.start();
        await expectAnswer(fresh);
      });

      test('fails all that ask at the same time, and none of them hangs', async () => {
        await line.stop();
        await Promise.all([...commandsOn(kv), ...commandsOn(kv)].map(expectStoreDown));
        await line.start();
        await expectAnswer(kv);
      });
    });

    test('a store that takes connections and never answers is StoreDown in time', async () => {
      line.silence('all');
      await Promise.all([kv, open(line.port)].flatMap(commandsOn).map(expectStoreDown));
      line.silence('none');
      await expectAnswer(kv);
    });

    test('a connection that dies without a word is given up for a new one', async () => {
      // On a line of its own all connections that its pool knows are alive before.
      const ownLine = await startTcpProxy(port());
      const client = open(ownLine.port);
      for (let i = 0; i < 4; i++) await expectAnswer(client);
      ownLine.silence('open');
      await expectStoreDown(client.get(SECRET_KEY));
      await expectAnswer(client);
      await ownLine.stop();
    });

    describe('what was on its way when the connection was cut is not sent again:', () => {
      test('a command', async () => {
        const key = newKey();
        line.cutAtReply();
        await expectStoreDown(kv.incr(key));
        await expectAnswer(kv);
        expect(await kv.get(key)).toBe('1');
      });

      test('a transaction', async () => {
        const key = newKey();
        line.cutAtReply();
        await expectStoreDown(kv.multi().incr(key).rpush(`${key}_list`, 'x').exec());
        await expectAnswer(kv);
        expect(await kv.get(key)).toBe('1');
        expect(await kv.lrange(`${key}_list`, 0, -1)).toEqual(['x']);
      });

      test('many commands at once', async () => {
        const keys = Array.from({ length: 20 }, newKey);
        line.cutAtReply();
        await Promise.all(keys.map((key) => expectStoreDown(kv.incr(key))));
        await expectAnswer(kv);
        for (const key of keys) expect(['1', null]).toContain(await kv.get(key));
      });
    });

    test('what was said to fail is not sent later', async () => {
      const keys = [newKey(), newKey(), newKey()] as const;
      await line.stop();
      await Promise.all([
        expectStoreDown(kv.incr(keys[0])),
        expectStoreDown(kv.exec(['incr', keys[1]])),
        expectStoreDown(kv.multi().incr(keys[2]).exec()),
      ]);
      await line.start();
      await expectAnswer(kv);
      for (const key of keys) expect(await kv.get(key)).toBeNull();
    });
  });
}

const SECRET_KEY = 'sms_code_+4917612345678';
const SECRET_VALUE = '048213';

/** One command of every way to send one; each carries what must not be told. */
function commandsOn(kv: Kv): Promise<unknown>[] {
  return [
    kv.set(SECRET_KEY, SECRET_VALUE),
    kv.zrange(SECRET_KEY, 0, -1),
    kv.multi().set(SECRET_KEY, SECRET_VALUE).get(SECRET_KEY).exec(),
  ].map((command) => {
    command.catch(() => {}); // awaited later
    return command;
  });
}

export async function expectStoreDown(command: Promise<unknown>): Promise<void> {
  const late = setTimeout(DEADLINE_MILLISECONDS, 'no answer in time', { ref: false });
  const error = await Promise.race([errorOf(command), late]);
  expect(error).toBeInstanceOf(StoreDown);
  expect(error).toMatchObject({ name: 'StoreDown', store: 'kv' });
  expect(storeDown(error)).toBe('kv');
  const { message, cause } = error as StoreDown;
  expect(message).toMatch(/^The kv store did not answer \([\w-]+\)$/);
  expect(cause).toBeUndefined();
  expect(JSON.stringify(error)).not.toMatch(/sms_code|4917612345678|048213|\b(set|zrange)\b/i);
}

/** By itself and soon; over HTTP each pooled connection that died has to be found out. */
export async function expectAnswer(kv: Kv): Promise<void> {
  await vi.waitFor(() => kv.ping(), patience);
}
