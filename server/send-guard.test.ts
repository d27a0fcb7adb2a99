import { randomUUID } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import {
  HOUR,
  MINUTE,
  many,
  mobileIn,
  NOON,
  newPrefix,
  send,
  startAtNoon,
  waitOf,
} from '#e2e/support/send-guard';
import { newVisitor, settle } from '#e2e/support/visitors';
import { policy } from './policy';
import { verifiedStep } from './send-guard';
import { kv } from './stores';
import { transact } from './transaction';

startAtNoon('send-guard');

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

test('a ledger keeps no more than its windows, however long it is in use', async () => {
  for (let i = 0; i < 150; i++) {
    vi.setSystemTime(NOON + i * 31 * MINUTE);
    const mobile = mobileIn();
    await send(mobile);
    await transact(verifiedStep(mobile, newVisitor()));
  }
  // Sent and verified, in the twelfths of each window and the current one.
  const most = 2 * 13 * policy().SMS_PER_SITE.length;
  expect(await kv().hlen('guard_site_all')).toBeLessThanOrEqual(most);
});

describe('conversion decides', () => {
  test('each verified code makes room for one more, wherever its message was counted', async () => {
    vi.stubEnv('SMS_PER_PREFIX', '2/24h');
    const prefix = newPrefix();
    const mobile = mobileIn(prefix);
    await send(mobile);
    await transact(verifiedStep(mobile, newVisitor()));
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
      if (i % 7 > 0) await transact(verifiedStep(mobile, visitor));
    }
  });

  test('SMS_EARNED_PER_VERIFIED=0: verified ones only no longer count as open', async () => {
    vi.stubEnv('SMS_PER_PREFIX', '2/24h');
    vi.stubEnv('SMS_EARNED_PER_VERIFIED', '0');
    const prefix = newPrefix();
    const mobile = mobileIn(prefix);
    await send(mobile);
    await transact(verifiedStep(mobile, newVisitor()));
    const { succeeded } = await settle(many(9, () => send(mobileIn(prefix))));
    expect(succeeded).toBe(2);
  });
});
