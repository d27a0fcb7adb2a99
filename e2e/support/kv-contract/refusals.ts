import { beforeAll, describe, expect, test } from 'vitest';
import type { Kv } from '../../../db/kv';
import { errorOf } from '../promises';
import { newKey } from './new-key';

/** What every transport says to a command that is wrong. */
export function itRefusesCommands({ open }: { open(): Kv }): void {
  let kv: Kv;
  beforeAll(() => {
    kv = open();
  });

  describe('a command that no store takes is refused, which is not the store being down:', () => {
    test('on a key that holds something else', async () => {
      const [text, set] = [newKey(), newKey()];
      await kv.multi().set(text, 'text').zadd(set, { score: 1, member: 'm' }).exec();
      const wrong = [
        ...[kv.get(set), kv.getdel(set), kv.incr(set), kv.lrange(set, 0, -1), kv.rpush(set, '1')],
        ...[kv.zrange(text, 0, -1), kv.zrem(text, 'm'), kv.zadd(text, { score: 1, member: 'm' })],
        ...[
          kv.hgetall(set),
          kv.hincrby(text, 'f', 1),
          kv.hsetnx(set, 'f', '1'),
          kv.hdel(text, 'f'),
        ],
      ];
      for (const error of await Promise.all(wrong.map(errorOf))) expectRefusal(error, 'WRONGTYPE');
      expectRefusal(await errorOf(kv.incr(text)), 'ERR value is not an integer');
      expect(await kv.get(text)).toBe('text');
      expect(await kv.zrange(set, 0, -1)).toEqual(['m']);
    });

    test('of an unknown name', async () => {
      expectRefusal(await errorOf(kv.exec(['frobnicate', newKey()])), 'ERR unknown command');
      expectRefusal(await errorOf(kv.json.get(newKey())), 'ERR unknown command');
    });

    test('among others in a pipeline, which are answered', async () => {
      const key = newKey();
      await kv.zadd(key, { score: 1, member: 'm' });
      const [wrong, right] = await Promise.allSettled([kv.get(key), kv.ttl(key)]);
      expectRefusal((wrong as PromiseRejectedResult).reason, 'WRONGTYPE');
      expect(right).toEqual({ status: 'fulfilled', value: -1 });
    });

    test('in a transaction, of which the rest is done', async () => {
      const [text, set] = [newKey(), newKey()];
      await kv.set(text, '7');
      const transaction = kv.multi().incr(text).zadd(text, { score: 1, member: 'm' }).set(set, '1');
      expectRefusal(await errorOf(transaction.exec()), 'WRONGTYPE');
      expect(await kv.multi().get(text).get(set).exec()).toEqual(['8', '1']);
    });

    test('of an unknown name in a transaction, of which nothing is done', async () => {
      const key = newKey();
      const transaction = kv.multi().set(key, '1').json.get(newKey());
      expectRefusal(await errorOf(transaction.exec()), 'EXECABORT');
      expect(await kv.get(key)).toBeNull();
    });
  });
}

function expectRefusal(error: unknown, words: string): void {
  expect(error).toMatchObject({ name: 'UpstashError', message: expect.stringContaining(words) });
  expect(error).not.toMatchObject({ message: expect.stringContaining('command was') });
}
