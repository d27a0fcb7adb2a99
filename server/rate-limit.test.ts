import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { StoreDown } from '#db/store-down';
import { at } from '#e2e/support/clock';
import { refusalOf, settle } from '#e2e/support/visitors';
import { charge, type Limit, secondsUntil } from './rate-limit';
import { kv } from './stores';

const tenAnHour: Limit = { name: 'test', windows: [{ max: 10, seconds: 3600 }] };
const someone = (limit = tenAnHour) => ({ limit, id: randomUUID() });

afterEach(() => vi.useRealTimers());

describe('charge', () => {
  test('of 30 at once exactly 10 of 10 pass, and the log holds no more', async () => {
    const subject = someone();
    const { succeeded, reasons } = await settle(Array.from({ length: 30 }, () => charge(subject)));
    expect(succeeded).toBe(10);
    expect(new Set(reasons)).toEqual(new Set(['too-frequent']));
    expect(await kv().zcard(`test_${subject.id}`)).toBe(10);
  });

  test('a refusal by one subject counts on none', async () => {
    const [full, free] = [someone({ ...tenAnHour, windows: [{ max: 1, seconds: 60 }] }), someone()];
    await charge(full);
    await refusalOf(charge(free, full));
    const { succeeded } = await settle(Array.from({ length: 11 }, () => charge(free)));
    expect(succeeded).toBe(10);
  });

  test('what is given back can be charged again', async () => {
    const subject = someone({ ...tenAnHour, windows: [{ max: 1, seconds: 60 }] });
    const { giveBack } = await charge(subject);
    await refusalOf(charge(subject));
    await giveBack();
    await charge(subject);
  });

  test('a charge whose answer is lost is given back', async () => {
    const subject = someone({ ...tenAnHour, windows: [{ max: 1, seconds: 60 }] });
    const store = kv();
    let isLost = true;
    store.use(async (request, next) => {
      const answer = await next(request);
      if (!isLost) return answer;
      isLost = false;
      throw new StoreDown('kv', 'lost');
    });
    await expect(charge(subject)).rejects.toThrow('lost');
    await charge(subject);
  });

  test('says when the next one is possible', async () => {
    const gaps = someone({ ...tenAnHour, gapsSeconds: [60, 120, 300] });
    expect((await charge(gaps)).nextInSeconds).toBe(60);
    expect((await charge(someone())).nextInSeconds).toBe(0);
  });

  test('opens again as soon as the oldest event leaves the window, not before', async () => {
    const subject = someone({ ...tenAnHour, windows: [{ max: 2, seconds: 60 }] });
    const start = Date.now();
    at(start);
    await charge(subject);
    at(start + 30_000);
    await charge(subject);
    at(start + 59_999);
    expect((await refusalOf(charge(subject))).details.retryAfterSeconds).toBe(1);
    at(start + 60_000);
    await charge(subject);
    expect((await refusalOf(charge(subject))).details.retryAfterSeconds).toBe(30);
  });
});

describe('a clock that is behind that of another machine, or was set back', () => {
  const now = Date.now();
  const ahead = [now + 3_600_000];

  test('refuses nobody who has room', () => {
    expect(secondsUntil(tenAnHour, ahead, now)).toBe(0);
  });

  test('waits for no longer than the limit says', () => {
    expect(secondsUntil({ ...tenAnHour, gapsSeconds: [60] }, ahead, now)).toBe(60);
    const one = { ...tenAnHour, windows: [{ max: 1, seconds: 30 }] };
    expect(secondsUntil(one, ahead, now)).toBe(30);
  });
});

describe('secondsUntil', () => {
  const now = 1_000_000_000_000;
  const ago = (...seconds: number[]) => seconds.map((each) => now - each * 1000);

  test('nothing yet: now', () => {
    expect(secondsUntil(tenAnHour, [], now)).toBe(0);
  });

  test('the gap grows with each event of the longest window, and the last gap repeats', () => {
    const limit = {
      name: 'gaps',
      windows: [{ max: 99, seconds: 86_400 }],
      gapsSeconds: [60, 120, 300],
    };
    expect(secondsUntil(limit, ago(0), now)).toBe(60);
    expect(secondsUntil(limit, ago(60), now)).toBe(0);
    expect(secondsUntil(limit, ago(60, 0), now)).toBe(120);
    expect(secondsUntil(limit, ago(400, 300, 0), now)).toBe(300);
    expect(secondsUntil(limit, ago(900, 400, 300, 10), now)).toBe(290);
    expect(secondsUntil(limit, ago(86_400), now)).toBe(0);
  });

  test('every window holds: the later opening counts', () => {
    const limit = {
      name: 'two',
      windows: [
        { max: 3, seconds: 3600 },
        { max: 5, seconds: 86_400 },
      ],
    };
    expect(secondsUntil(limit, ago(50, 40, 30), now)).toBe(3550);
    expect(secondsUntil(limit, ago(80_000, 79_000, 50, 40, 30), now)).toBe(6400);
  });
});
