import { VercelKV } from '@vercel/kv';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import type { Kv } from '../../../db/kv';
import { newKey } from './new-key';

const VALUES = [
  ...['048213', '1e5', '0', '-0', 'null', 'true', '[1]', '{}', '"a"', '', ' a\r\nb ', 'OK'],
  ...['验证码 é 🔑', 'x'.repeat(1_000)],
];

interface Store {
  /** A client on the store; several of them share it. */
  open(): Kv;
  /** Makes the time pass for which `key` is kept. */
  outlive(kv: Kv, key: string): Promise<void>;
}

/** What every transport promises, for each command the domain uses. */
export function itDoesTheCommands({ open, outlive }: Store): void {
  let kv: Kv;
  let clients: Kv[];
  beforeAll(() => {
    clients = Array.from({ length: 4 }, () => open());
    kv = open();
  });
  const atOnce = <T>(count: number, call: (kv: Kv, n: number) => Promise<T>): Promise<T[]> =>
    Promise.all(Array.from({ length: count }, (_, n) => call(clients[n % 4] as Kv, n)));

  test("the client is of @vercel/kv's class and is answered", async () => {
    expect(kv).toBeInstanceOf(VercelKV);
    expect(await kv.ping()).toBe('PONG');
  });

  describe('a value comes back as the string it went in as', () => {
    test.each(VALUES.map((value) => [value.slice(0, 20), value]))('%j', async (_, value) => {
      const [key, list, set] = [newKey(), newKey(), newKey()];
      expect(await kv.set(key, value)).toBe('OK');
      expect(await kv.get(key)).toBe(value);
      expect(await kv.multi().get(key).getdel(key).exec()).toEqual([value, value]);

      await kv.multi().rpush(list, value).zadd(set, { score: 1, member: value }).exec();
      expect(await kv.lrange(list, 0, -1)).toEqual([value]);
      expect(await kv.zrange(set, 0, -1)).toEqual([value]);
      const both = await kv.multi().lrange(list, 0, -1).zrange(set, 0, -1).exec();
      expect(both).toEqual([[value], [value]]);
    });
  });

  describe('keys', () => {
    test('one that is missing is null', async () => {
      expect(await kv.get(newKey())).toBeNull();
      expect(await kv.getdel(newKey())).toBeNull();
      expect(await kv.multi().get(newKey()).exec()).toEqual([null]);
    });

    test('several are read at once, null for what is missing or no string', async () => {
      const [one, other, list] = [newKey(), newKey(), newKey()];
      await kv.multi().set(one, '1').set(other, '2').rpush(list, 'x').exec();
      expect(await kv.mget(one, newKey(), list, other)).toEqual(['1', null, null, '2']);
      expect(await kv.multi().mget(other, one).exec()).toEqual([['2', '1']]);
    });

    test('one set again has the new value and no end', async () => {
      const key = newKey();
      await kv.set(key, 'old', { ex: 300 });
      await kv.set(key, 'new');
      expect(await kv.multi().get(key).ttl(key).exec()).toEqual(['new', -1]);
    });

    test('of many that set a new one at once, one does, and its value and end stay', async () => {
      const key = newKey();
      const told = await atOnce(20, (client, n) => client.set(key, `${n}`, { nx: true, ex: 300 }));
      const winners = told.flatMap((answer, n) => (answer === 'OK' ? [`${n}`] : []));
      expect(winners).toHaveLength(1);
      expect(told.filter((answer) => answer === null)).toHaveLength(19);

      expect(await kv.set(key, 'late', { nx: true, ex: 900 })).toBeNull();
      expect(await kv.get(key)).toBe(winners[0]);
      expectAbout(await kv.ttl(key), 300);
    });

    test('of many that take one at once, one gets it', async () => {
      const key = newKey();
      await kv.set(key, 'a7f3');
      const taken = await atOnce(20, (client) => client.getdel(key));
      expect(taken.filter((value) => value === 'a7f3')).toHaveLength(1);
      expect(taken.filter((value) => value === null)).toHaveLength(19);
    });

    test('deleting says how many there were', async () => {
      const [one, other] = [newKey(), newKey()];
      await kv.multi().set(one, '1').set(other, '2').exec();
      expect(await kv.del(one, newKey(), other)).toBe(2);
      expect(await kv.multi().get(one).get(other).exec()).toEqual([null, null]);
    });
  });

  describe('a lifetime', () => {
    test('is told in seconds: -2 without the key, -1 without an end', async () => {
      const [endless, ending] = [newKey(), newKey()];
      await kv.multi().set(endless, '1').set(ending, '1', { ex: 300 }).exec();
      expect(await kv.ttl(newKey())).toBe(-2);
      expect(await kv.ttl(endless)).toBe(-1);
      expectAbout(await kv.ttl(ending), 300);
    });

    test('can be given later, to a key that is there', async () => {
      const key = newKey();
      expect(await kv.expire(key, 300)).toBe(0);
      await kv.set(key, '1');
      expect(await kv.expire(key, 300)).toBe(1);
      expectAbout(await kv.ttl(key), 300);
    });

    test('of nothing is refused', async () => {
      await expect(kv.set(newKey(), '1', { ex: 0 })).rejects.toThrow('ERR invalid expire time');
    });

    test('ends: then the key is not there, and can be new again', async () => {
      const [key, list, set] = [newKey(), newKey(), newKey()];
      await kv.set(key, 'old', { ex: 300 });
      await kv.multi().rpush(list, 'old').expire(list, 300).exec();
      await kv.multi().zadd(set, { score: 1, member: 'old' }).expire(set, 300).exec();
      for (const each of [key, list, set]) await outlive(kv, each);

      expect(await kv.multi().get(key).ttl(key).exec()).toEqual([null, -2]);
      expect(await kv.getdel(key)).toBeNull();
      expect(await kv.expire(key, 300)).toBe(0);
      expect(await kv.multi().lrange(list, 0, -1).zrange(set, 0, -1).exec()).toEqual([[], []]);
      expect(await kv.set(key, 'new', { nx: true, ex: 300 })).toBe('OK');
    });
  });

  describe('collections', () => {
    test('many counting at once lose none, and keep the end', async () => {
      const key = newKey();
      await kv.set(key, '0', { ex: 300 });
      const counts = await atOnce(50, (client) => client.incr(key));
      expect(new Set(counts)).toEqual(new Set(Array.from({ length: 50 }, (_, n) => n + 1)));
      expect(await kv.get(key)).toBe('50');
      expectAbout(await kv.ttl(key), 300);
      expect(await kv.incr(newKey())).toBe(1);
    });

    test('a list keeps its order and its end, and can be cut to its beginning', async () => {
      const key = newKey();
      expect(await kv.rpush(key, 'b', 'a')).toBe(2);
      await kv.expire(key, 300);
      expect(await kv.rpush(key, 'b')).toBe(3);
      expect(await kv.lrange(key, 0, -1)).toEqual(['b', 'a', 'b']);
      expect(await kv.ltrim(key, 0, 1)).toBe('OK');
      expect(await kv.lrange(key, 0, -1)).toEqual(['b', 'a']);
      expectAbout(await kv.ttl(key), 300);
    });

    test('of a list what is the same can be taken out: all, the first or the last of it', async () => {
      const key = newKey();
      await kv.multi().rpush(key, 'b', 'a', 'b', 'c', 'b').expire(key, 300).exec();
      expect(await kv.lrem(key, -1, 'b')).toBe(1);
      expect(await kv.lrange(key, 0, -1)).toEqual(['b', 'a', 'b', 'c']);
      expect(await kv.lrem(key, 1, 'b')).toBe(1);
      expect(await kv.lrange(key, 0, -1)).toEqual(['a', 'b', 'c']);
      expect(await kv.lrem(key, 0, 'missing')).toBe(0);
      expectAbout(await kv.ttl(key), 300);
      await kv.rpush(key, 'a');
      expect(await kv.multi().lrem(key, 0, 'a').lrange(key, 0, -1).exec()).toEqual([2, ['b', 'c']]);
      await kv.multi().lrem(key, 0, 'b').lrem(key, 0, 'c').exec();
      expect(await kv.ttl(key)).toBe(-2);
    });

    test('a list cut to nothing is not there, nor is one that never was', async () => {
      const [key, missing] = [newKey(), newKey()];
      await kv.rpush(key, 'a');
      await kv.ltrim(key, 1, -1);
      await kv.ltrim(missing, 0, 1);
      expect(await kv.multi().ttl(key).ttl(missing).exec()).toEqual([-2, -2]);
      expect(await kv.lrange(missing, 0, -1)).toEqual([]);
    });

    test('a sorted set is in order of score, then of member, and keeps its end', async () => {
      const key = newKey();
      const add = (score: number, member: string) => kv.zadd(key, { score, member });
      expect(await add(1_700_000_000_002, 'c')).toBe(1);
      await kv.expire(key, 300);
      expect(await add(1_700_000_000_001, 'b')).toBe(1);
      expect(await add(1_700_000_000_001, 'a')).toBe(1);
      expect(await add(0, 'c')).toBe(0);
      expect(await kv.zrange(key, 0, -1)).toEqual(['c', 'a', 'b']);
      expect(await kv.zrange(key, 0, 1)).toEqual(['c', 'a']);
      expect(await kv.zrange(key, -2, -1)).toEqual(['a', 'b']);
      expect(await kv.zrange(key, 0, -5)).toEqual([]);
      expectAbout(await kv.ttl(key), 300);
    });

    test('a sorted set loses members by name and by score, bounds included', async () => {
      const key = newKey();
      for (const score of [1, 2, 3, 4, 5]) await kv.zadd(key, { score, member: `m${score}` });
      expect(await kv.zrem(key, 'm4', 'no such')).toBe(1);
      expect(await kv.zremrangebyscore(key, 2, 3)).toBe(2);
      expect(await kv.zrange(key, 0, -1)).toEqual(['m1', 'm5']);
      expect(await kv.zremrangebyscore(key, '-inf', '+inf')).toBe(2);
      expect(await kv.ttl(key)).toBe(-2);
    });

    test('a hash counts in its fields, keeps its end, and is gone with the last of them', async () => {
      const key = newKey();
      expect(await kv.hincrby(key, 'a', 3)).toBe(3);
      await kv.expire(key, 300);
      expect(await kv.multi().hincrby(key, 'a', -1).hgetall(key).exec()).toEqual([2, ['a', '2']]);
      expectAbout(await kv.ttl(key), 300);
      expect(await kv.hdel(key, 'a', 'no such')).toBe(1);
      expect(await kv.multi().hgetall(key).ttl(key).exec()).toEqual([[], -2]);
    });

    test('of many who set a field that is not there one does', async () => {
      const key = newKey();
      const won = await atOnce(20, (client, n) => client.hsetnx(key, 'first', String(n)));
      expect(won.filter((each) => each === 1)).toHaveLength(1);
      const [, value] = (await kv.multi().hgetall(key).exec<[string[]]>())[0];
      expect(won[Number(value)]).toBe(1);
    });
  });

  test("a transaction is one: nobody else's command runs in between", async () => {
    const [key, other] = [newKey(), newKey()];
    const more = 'x'.repeat(20_000); // than Redis reads from one connection at a time
    const replies = await atOnce(40, (client) =>
      client.multi().incr(key).set(other, more).get(key).exec<[number, 'OK', string]>(),
    );
    for (const [mine, , seen] of replies) expect(seen).toBe(String(mine));
    expect(await kv.get(key)).toBe('40');
  });
}

/** A busy machine may be a while between a command and the next. */
function expectAbout(seconds: number, lifetime: number): void {
  expect(seconds).toBeGreaterThan(lifetime - 20);
  expect(seconds).toBeLessThanOrEqual(lifetime);
}

/** A real store's clock cannot be moved; that the time was right is asserted elsewhere. */
export async function cutShort(kv: Kv, key: string): Promise<void> {
  expect(await kv.pexpire(key, 1)).toBe(1);
  await vi.waitFor(async () => expect(await kv.ttl(key)).toBe(-2), { interval: 5 });
}
