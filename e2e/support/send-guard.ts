import { randomInt } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { type Mobile, parseMobile } from '../../server/mobile';
import { charge } from '../../server/send-guard';
import { kv } from '../../server/stores';
import { useOwnStores } from './own-stores';
import { newVisitor, refusalOf } from './visitors';

export const NOON = Date.UTC(2026, 0, 5, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

/** Each test of the file begins at noon, with empty stores of its own and the numbers of the policy. */
export function startAtNoon(name: Parameters<typeof useOwnStores>[0]): void {
  beforeAll(() => useOwnStores(name));
  beforeEach(async () => {
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
}

/** One of 10,000 numbers; without a prefix, of a prefix nobody else has. */
export function mobileIn(prefix = newPrefix()): Mobile {
  return parseMobile(`${prefix}${String(randomInt(1e4)).padStart(4, '0')}`);
}

let prefixes = 0;

export function newPrefix(): string {
  return `+86176${String(prefixes++).padStart(4, '0')}`;
}

/** What the send guard says of one message. */
export function send(mobile = mobileIn(), visitor = newVisitor()) {
  return charge({
    purpose: 'registration',
    mobile,
    visitor,
    captcha: { way: 'picture', level: 'normal' },
  });
}

export const many = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

/** How long a message has to wait; one that may be sent fails the test. */
export async function waitOf(work: Promise<unknown>): Promise<number> {
  const { reason, details } = await refusalOf(work);
  expect(reason).toBe('too-frequent');
  return details.retryAfterSeconds ?? 0;
}
