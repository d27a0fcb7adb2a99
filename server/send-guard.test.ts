import { randomInt, randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { sendDecisions } from '#db/schema';
import { StoreDown } from '#db/store-down';
import { useOwnStores } from '#e2e/support/own-stores';
import { newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { log } from './log';
import { type Mobile, parseMobile } from './mobile';
import { charge, verified } from './send-guard';
import { lift } from './send-guard/blocks';
import { removeLever, setLever } from './send-guard/levers';
import { db, kv } from './stores';

const NOON = Date.UTC(2026, 0, 5, 12);
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

beforeAll(() => useOwnStores('send-guard'));

beforeEach(async () => {
  // The numbers as they are by default.
  for (const what of ['PER_PREFIX', 'PER_COUNTRY', 'PER_SITE', 'BUDGET']) {
    vi.stubEnv(`SMS_${what}`, undefined);
  }
  await kv().exec(['FLUSHDB']);
  vi.useFakeTimers({ toFake: ['Date'], now: NOON });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** One of 10,000 numbers; without a prefix, of a prefix nobody else has. */
function mobileIn(prefix = newPrefix()): Mobile {
  return parseMobile(`${prefix}${String(randomInt(1e4)).padStart(4, '0')}`);
}

let prefixes = 0;

function newPrefix(): string {
  return `+86176${String(prefixes++).padStart(4, '0')}`;
}

const captcha = { way: 'picture', level: 'normal' } as const;

function send(mobile = mobileIn(), visitor = newVisitor()) {
  return charge({ purpose: 'registration', mobile, visitor, captcha });
}

const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

async function reasonsOf(prefix: string): Promise<(string | null)[]> {
  const rows = await db().select().from(sendDecisions).where(eq(sendDecisions.prefix, prefix));
  return rows.map(({ reason }) => reason);
}

async function waitOf(work: Promise<unknown>): Promise<number> {
  const { reason, details } = await refusalOf(work);
  expect(reason).toBe('too-frequent');
  return details.retryAfterSeconds ?? 0;
}

describe('of 40 at once exactly as many pass as may', () => {
  const cases = {
    browser: () => {
      const browser = randomUUID();
      return () => send(mobileIn(), { ...newVisitor(), browser });
    },
    address: () => {
      const visitor = newVisitor();
      return () => send(mobileIn(), visitor);
    },
    network: () => {
      const { network } = newVisitor();
      return () => send(mobileIn(), { ...newVisitor(), network });
    },
    prefix: () => {
      const prefix = newPrefix();
      return () => send(mobileIn(prefix));
    },
    country: () => () => send(),
    site: () => () => send(),
  };
  test.each(Object.entries(cases))('to one %s', async (rule, sender) => {
    vi.stubEnv(`SMS_PER_${rule.toUpperCase()}`, '7/1h');
    const { succeeded, reasons } = await settle(many(40, sender()));
    expect([succeeded, new Set(reasons)]).toEqual([7, new Set(['too-frequent'])]);
  });

  test('of the money', async () => {
    vi.stubEnv('SMS_BUDGET', '1/1h 5/24h');
    vi.stubEnv('SMS_PRICES', '*=0.1');
    const { succeeded } = await settle(many(40, () => send()));
    expect(succeeded).toBe(8); // nobody verifies, so the last fifth is kept
  });
});

test('what was refused counts nowhere, and what is given back no more', async () => {
  vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
  const [visitor, prefix] = [newVisitor(), newPrefix()];
  const { giveBack } = await send(mobileIn(prefix), visitor);
  await settle(many(20, () => send(mobileIn(prefix), visitor)));
  await giveBack();
  await send(mobileIn(prefix), visitor);
  vi.stubEnv('SMS_PER_PREFIX', '3/24h');
  const { succeeded } = await settle(many(9, () => send(mobileIn(prefix))));
  expect(succeeded).toBe(2);
});

describe('a window', () => {
  test('is never shorter than it says, and one twelfth longer at most', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    const visitor = newVisitor();
    vi.setSystemTime(NOON + 4 * MINUTE);
    await send(mobileIn(), visitor);
    vi.setSystemTime(NOON + HOUR + 4 * MINUTE);
    expect(await waitOf(send(mobileIn(), visitor))).toBe(60);
    vi.setSystemTime(NOON + HOUR + 5 * MINUTE - 1);
    expect(await waitOf(send(mobileIn(), visitor))).toBe(1);
    vi.setSystemTime(NOON + HOUR + 5 * MINUTE);
    await send(mobileIn(), visitor);
  });

  test('leaves nothing behind in the store', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    const visitor = newVisitor();
    for (let hours = 0; hours < 30; hours++) {
      vi.setSystemTime(NOON + hours * 1.1 * HOUR);
      await send(mobileIn(), visitor);
      await settle([send(mobileIn(), visitor)]);
    }
    const fields = await kv()
      .multi()
      .hgetall(`guard_address_${visitor.address}`)
      .exec<[string[]]>();
    expect(fields[0].length).toBeLessThanOrEqual(8);
  });
});

describe('conversion decides', () => {
  test('each verified code makes room for one more, wherever its message was counted', async () => {
    vi.stubEnv('SMS_PER_PREFIX', '2/24h');
    const prefix = newPrefix();
    const mobile = mobileIn(prefix);
    await send(mobile);
    await verified(mobile, newVisitor());
    // One sent and verified, and one earned: three more may be open.
    const { succeeded } = await settle(many(9, () => send(mobileIn(prefix))));
    expect(succeeded).toBe(3);
  });

  test('an address whose codes get verified goes on, far over what it may have open', async () => {
    const visitor = newVisitor();
    for (let i = 0; i < 100; i++) {
      vi.setSystemTime(NOON + i * 10_000);
      const mobile = mobileIn();
      await send(mobile, visitor);
      if (i % 7 > 0) await verified(mobile, visitor);
    }
  });

  test('SMS_EARNED_PER_VERIFIED=0: verified ones only no longer count as open', async () => {
    vi.stubEnv('SMS_PER_PREFIX', '2/24h');
    vi.stubEnv('SMS_EARNED_PER_VERIFIED', '0');
    const prefix = newPrefix();
    const mobile = mobileIn(prefix);
    await send(mobile);
    await verified(mobile, newVisitor());
    const { succeeded } = await settle(many(9, () => send(mobileIn(prefix))));
    expect(succeeded).toBe(2);
  });
});

describe('a block', () => {
  async function useUp(prefix: string) {
    const { succeeded } = await settle(many(8, () => send(mobileIn(prefix))));
    expect(succeeded).toBe(5);
  }

  test('lasts 30 min, then one passes, then 1 h, one, … 12 h at most', async () => {
    const prefix = newPrefix();
    await useUp(prefix);
    let now = NOON;
    for (const minutes of [30, 60, 120, 240, 480, 720, 720]) {
      expect(await waitOf(send(mobileIn(prefix)))).toBe(minutes * 60);
      now += minutes * MINUTE;
      vi.setSystemTime(now - 1);
      expect(await waitOf(send(mobileIn(prefix)))).toBe(1);
      vi.setSystemTime(now);
      const { succeeded } = await settle(many(10, () => send(mobileIn(prefix))));
      expect(succeeded).toBe(1);
    }
  });

  test('ends when somebody there enters a code', async () => {
    const prefix = newPrefix();
    await useUp(prefix);
    await waitOf(send(mobileIn(prefix)));
    await verified(mobileIn(prefix), newVisitor());
    await send(mobileIn(prefix));
  });

  test('is of one prefix', async () => {
    await useUp(newPrefix());
    await send(mobileIn());
  });

  test('of a country is shorter, and what passes after it goes to no blocked prefix', async () => {
    vi.stubEnv('SMS_PER_COUNTRY', '6/24h');
    const blocked = newPrefix();
    await useUp(blocked);
    await settle(many(9, () => send()));
    let now = NOON;
    for (const minutes of [2, 5, 10, 15, 15]) {
      expect(await waitOf(send())).toBe(minutes * 60);
      now += minutes * MINUTE;
      vi.setSystemTime(now);
      if (minutes < 10) await waitOf(send(mobileIn(blocked)));
      const { succeeded } = await settle(many(10, () => send()));
      expect(succeeded).toBe(1);
    }
  });

  test('is lifted by the operator', async () => {
    vi.stubEnv('SMS_PER_PREFIX', '1/1h');
    const prefix = newPrefix();
    await settle([send(mobileIn(prefix)), send(mobileIn(prefix))]);
    vi.setSystemTime(NOON + 70 * MINUTE);
    await settle([send(mobileIn(prefix))]);
    await waitOf(send(mobileIn(prefix)));
    vi.setSystemTime(NOON + 140 * MINUTE);
    await lift('prefix', prefix);
    await send(mobileIn(prefix));
  });
});

describe('money', () => {
  beforeEach(() => {
    vi.stubEnv('SMS_PRICES', '*=0.1');
    vi.stubEnv('SMS_BUDGET', '1/1h 100/24h');
  });

  test('from 80 % on only prefixes whose codes get verified pass, and at 100 % none', async () => {
    const converting = newPrefix();
    const mobile = mobileIn(converting);
    await send(mobile);
    await verified(mobile, newVisitor());
    for (let i = 0; i < 7; i++) await send();
    expect(await waitOf(send())).toBeGreaterThan(0);
    await send(mobileIn(converting));
    await send(mobileIn(converting));
    expect(await waitOf(send(mobileIn(converting)))).toBe(65 * 60);
  });

  test('each threshold is told once in its hour', async () => {
    const told = vi.spyOn(log, 'warn').mockReturnValue();
    const toldOf = () => told.mock.calls.map(([line]) => (line as { threshold: number }).threshold);
    for (let i = 0; i < 7; i++) await send();
    for (let i = 0; i < 3; i++) await (await send()).giveBack(); // over 80 % three times
    await settle(many(30, () => send()));
    expect(toldOf()).toEqual([80]);
    await verified(mobileIn('+861769999'), newVisitor());
    for (let i = 0; i < 5; i++) await settle([send(mobileIn('+861769999'))]);
    expect(toldOf()).toEqual([80, 100]);
    vi.setSystemTime(NOON + 2 * HOUR);
    await settle(many(30, () => send()));
    expect(toldOf()).toEqual([80, 100, 80]);
    told.mockRestore();
  });

  test('an SMS without a price of its country costs what * says', async () => {
    vi.stubEnv('SMS_PRICES', 'US=0.5 *=0.3');
    const { succeeded } = await settle(many(9, () => send()));
    expect(succeeded).toBe(2); // 0.6 of 0.8
  });
});

describe('a rule in observe mode', () => {
  test.each(['address', 'prefix', 'money'] as const)('%s lets pass, and says so', async (rule) => {
    vi.stubEnv('SEND_GUARD_MODES', `${rule}=observe`);
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    vi.stubEnv('SMS_BUDGET', rule === 'money' ? '0/1h 0/24h' : '9/1h 9/24h');
    const [visitor, prefix] = [newVisitor(), newPrefix()];
    const isOneAddress = rule === 'address';
    await Promise.all(
      many(9, () => send(mobileIn(prefix), isOneAddress ? visitor : newVisitor()).catch(() => {})),
    );
    const rows = await db().select().from(sendDecisions).where(eq(sendDecisions.prefix, prefix));
    const observed = rows.filter((row) => row.observed.includes(rule));
    expect(observed.length).toBeGreaterThan(3);
    expect(rows.map(({ reason }) => reason)).not.toContain(rule);
  });
});

describe('a decision is recorded', () => {
  test('with the first rule that refused, and never the whole number', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    const [visitor, prefix] = [newVisitor(), newPrefix()];
    const mobile = mobileIn(prefix);
    await send(mobile, visitor);
    await settle([send(mobile, visitor), send(mobileIn(prefix), visitor)]);
    expect(new Set(await reasonsOf(prefix))).toEqual(new Set([null, 'mobile', 'address']));
    const rows = await db().select().from(sendDecisions).where(eq(sendDecisions.prefix, prefix));
    expect(JSON.stringify(rows)).not.toContain(mobile.e164);
    expect(rows.find(({ allowed }) => allowed)).toMatchObject({
      allowed: true,
      purpose: 'registration',
      country: 'CN',
      sender: 'inbox',
      price: 500,
      captchaWay: 'picture',
      captchaLevel: 'normal',
    });
  });

  test('in two round trips to the key-value store at most', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    let trips = 0;
    kv().use((request, next) => {
      trips += 1;
      return next(request);
    });
    const visitor = newVisitor();
    await send(mobileIn(), visitor);
    expect(trips).toBe(1);
    await settle([send(mobileIn(), visitor)]);
    expect(trips).toBe(3);
  });
});

describe('while a store is away nothing is decided', () => {
  test('the key-value store: before, and with an answer that is lost', async () => {
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    const visitor = newVisitor();
    let isAway = true;
    let isLost = false;
    kv().use(async (request, next) => {
      if (isAway) throw new StoreDown('kv', 'ECONNREFUSED');
      const answer = await next(request);
      if (!isLost) return answer;
      isLost = false;
      throw new StoreDown('kv', 'TIMEOUT');
    });
    await expect(send(mobileIn(), visitor)).rejects.toThrow(StoreDown);
    [isAway, isLost] = [false, true];
    await expect(send(mobileIn(), visitor)).rejects.toThrow(StoreDown);
    await send(mobileIn(), visitor); // the lost one was uncounted
  });

  test('PostgreSQL, which has to take the decision down', async () => {
    const [visitor, insert] = [newVisitor(), vi.spyOn(db(), 'insert')];
    vi.stubEnv('SMS_PER_ADDRESS', '1/1h');
    insert.mockImplementationOnce(() => {
      throw new StoreDown('postgres', 'ECONNREFUSED');
    });
    await expect(send(mobileIn(), visitor)).rejects.toThrow(StoreDown);
    insert.mockRestore();
    await send(mobileIn(), visitor);
  });
});

describe("the operator's levers", () => {
  afterEach(async () => {
    for (const name of ['all', 'CN', '+86176', '+861769']) await removeLever(name);
  });

  test.each(['all', 'CN', '+86176'])('%s stopped: nothing is sent', async (name) => {
    await setLever(name, 'stop', 'test');
    const prefix = newPrefix();
    expect(await waitOf(send(mobileIn(prefix)))).toBe(30 * 60);
    expect(await reasonsOf(prefix)).toEqual(['lever']);
  });

  test('a prefix allowed: neither it nor its country is limited', async () => {
    vi.stubEnv('SMS_PER_COUNTRY', '1/24h');
    await setLever('+861769', 'allow', 'test');
    await Promise.all(many(9, () => send(mobileIn('+861769123'))));
    await settle(many(3, () => send()));
    await waitOf(send());
  });
});
