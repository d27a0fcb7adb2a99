import { sql } from 'drizzle-orm';
import { beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sendLevers } from '#db/schema';
import { storeDown } from '#db/store-down';
import { useOwnDatabase } from '#e2e/support/own-database';
import { errorOf } from '#e2e/support/promises';
import { startTcpProxy, type TcpProxy } from '#e2e/support/tcp-proxy';
import { db } from '../stores';
import { leverOf, levers, leversReader, listLevers, removeLever, setLever } from './levers';

const NOTHING = { stopAll: false, prefixes: [], countries: {} };
let proxy: TcpProxy;
let now = 0;
const clock = () => now;

beforeAll(async () => {
  const url = new URL(await useOwnDatabase());
  proxy = await startTcpProxy(Number(url.port));
  process.env.DATABASE_URL = String(Object.assign(url, { port: proxy.port }));
  return () => proxy.stop();
});
beforeEach(() => db().delete(sendLevers));

describe('what is said', () => {
  test('at first is nothing', async () => {
    expect(await leversReader()()).toEqual(NOTHING);
  });

  test('is kept with who said it, and what is said last counts', async () => {
    await setLever('+86 176-12', 'stop', 'ann');
    await setLever('+8617612', 'allow', 'ben');
    const [lever, ...others] = await listLevers();
    expect(lever).toMatchObject({ name: '+8617612', value: 'allow', setBy: 'ben' });
    expect(others).toEqual([]);
  });

  test('can be all there is to say, the longest prefix first', async () => {
    for (const [name, value] of [
      ['all', 'stop'],
      ['cn', 'stop'],
      ['+86', 'stop'],
      ['+8617612', 'allow'],
      ['+86176', 'stop'],
      ['budget', '0.25/1h, 100/24h'],
    ] as const) {
      await setLever(name, value, 'ann');
    }
    expect(await leversReader()()).toEqual({
      stopAll: true,
      prefixes: [
        { prefix: '+8617612', what: 'allow' },
        { prefix: '+86176', what: 'stop' },
        { prefix: '+86', what: 'stop' },
      ],
      countries: { CN: 'stop' },
      budget: [
        { max: 2_500, seconds: 3600 },
        { max: 1_000_000, seconds: 86_400 },
      ],
    });
  });

  test('can be taken back', async () => {
    await setLever('CN', 'stop', 'ann');
    expect(await removeLever('cn', 'command:ann')).toBe(true);
    expect(await removeLever('cn', 'command:ann')).toBe(false);
    expect(await leversReader()()).toEqual(NOTHING);
  });

  test.each([
    ['CN', 'allow'],
    ['all', 'allow'],
    ['+86', 'block'],
    ['China', 'stop'],
    ['budget', 'stop'],
    ['budget', '0/1h'],
    ['budget', '0.00001/1h'],
    ['budget', '25'],
    ['budget', '-25/1h'],
    ['budget', '1e3/1h'],
    ['budget', ''],
  ])('%s=%s is refused and changes nothing', async (name, value) => {
    await expect(setLever(name, value, 'ann')).rejects.toThrow(/write|can be/);
    expect(await listLevers()).toEqual([]);
  });
});

describe('in another process', () => {
  test('a lever acts after 4 s at the latest, and is read no more often', async () => {
    const other = leversReader(clock);
    expect(await other()).toEqual(NOTHING);
    await setLever('CN', 'stop', 'ann');
    now += 3_999;
    expect(await other()).toEqual(NOTHING);
    now += 1;
    expect((await other()).countries).toEqual({ CN: 'stop' });
  });

  test('a copy is as old as its question, however late the answer came', async () => {
    const other = leversReader(clock);
    const asked = other();
    now += 4_000;
    const askedAgain = other();
    expect(askedAgain).not.toBe(asked);
    expect(other()).toBe(askedAgain);
    await Promise.all([asked, askedAgain]);
  });

  test('many who ask at once are one question', async () => {
    const other = leversReader(clock);
    expect(new Set(Array.from({ length: 50 }, () => other())).size).toBe(1);
  });
});

test('in this process a lever acts at once', async () => {
  await levers();
  await setLever('all', 'stop', 'ann');
  expect((await levers()).stopAll).toBe(true);
  await removeLever('all', 'command:ann');
  expect((await levers()).stopAll).toBe(false);
});

describe('nothing may be sent', () => {
  test('while PostgreSQL is away and the copy is 4 s old; when it is back, it may', async () => {
    const other = leversReader(clock);
    await other();
    await proxy.stop();
    now += 3_999;
    expect(await other()).toEqual(NOTHING);
    now += 1;
    expect(storeDown(await errorOf(other()))).toBe('postgres');
    expect(storeDown(await errorOf(other()))).toBe('postgres');
    await proxy.start();
    expect(await other()).toEqual(NOTHING);
  });

  test.each([
    ['CN', 'stopp'],
    ['sender', 'stop'],
    ['budget', 'much'],
  ])('while there is a lever nobody understands: %s=%s', async (name, value) => {
    await db().execute(sql`insert into send_levers values (${name}, ${value}, 'a newer version')`);
    await expect(leversReader()()).rejects.toThrow(/is no|cannot/);
  });
});

describe('of a number', () => {
  const mobile = { e164: '+8617612345678', country: 'CN' };
  const said = {
    ...NOTHING,
    prefixes: [
      { prefix: '+8617612', what: 'allow' as const },
      { prefix: '+86176', what: 'stop' as const },
    ],
  };

  test('nothing is said where nothing fits', () => {
    expect(leverOf(NOTHING, mobile)).toBeUndefined();
    expect(leverOf({ ...said, countries: { HK: 'stop' } }, { ...mobile, e164: '+8613' })).toBe(
      undefined,
    );
  });

  test('the longest prefix counts, before its country', () => {
    expect(leverOf({ ...said, countries: { CN: 'stop' } }, mobile)).toBe('allow');
    expect(leverOf(said, { ...mobile, e164: '+8617699999999' })).toBe('stop');
  });

  test('its country counts, and all before everything', () => {
    expect(leverOf({ ...NOTHING, countries: { CN: 'stop' } }, mobile)).toBe('stop');
    expect(leverOf({ ...said, stopAll: true }, mobile)).toBe('stop');
  });
});
