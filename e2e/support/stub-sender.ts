import { asc, eq } from 'drizzle-orm';
import { afterEach, vi } from 'vitest';
import { smsMessages } from '../../db/schema';
import { keyedHash } from '../../server/keyed-hash';
import type { Mobile } from '../../server/mobile';
import type { Message, Outcome } from '../../server/sms/sender';
import { SENDERS } from '../../server/sms/senders';
import type { SenderName } from '../../server/sms-routes';
import { db } from '../../server/stores';

export const SENT: Outcome = { status: 'sent', providerMessageId: 'theirs' };

const real = { ...SENDERS };

/** After each test of the file the senders are the real ones, and no breaker is open. */
export function restoreSenders(): void {
  const shared = globalThis as { gatehouseBreakers?: unknown };
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllEnvs();
    Object.assign(SENDERS, real);
    shared.gatehouseBreakers = undefined;
  });
}

export const codeTo = (mobile: Mobile) => ({
  ...({ purpose: 'registration', mobile, code: '048213', expiresInSeconds: 300 } as const),
});

/** A sender in our hands; the messages it was given. */
export function stub(
  name: SenderName,
  answer: Outcome | ((message: Message) => Outcome | Promise<Outcome>) = SENT,
): Message[] {
  const given: Message[] = [];
  SENDERS[name] = {
    name,
    requires: [],
    async send(message) {
      given.push(message);
      return typeof answer === 'function' ? answer(message) : answer;
    },
  };
  return given;
}

/** The attempts at a number, in order. */
export function rowsOf(mobile: string) {
  return db()
    .select()
    .from(smsMessages)
    .where(eq(smsMessages.mobileHash, hashOf(mobile)))
    .orderBy(asc(smsMessages.id));
}

export function hashOf(mobile: string): string {
  return keyedHash('sms-messages', mobile).toString('hex');
}
