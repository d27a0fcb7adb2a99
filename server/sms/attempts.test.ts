import { randomUUID } from 'node:crypto';
import { eq } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { smsMessages } from '#db/schema';
import { codeTo, hashOf, restoreSenders, rowsOf, SENT, stub } from '#e2e/support/stub-sender';
import { newMobile } from '#e2e/support/visitors';
import { patience } from '../../e2e/support/patience';
import { parseMobile } from '../mobile';
import { findDelivery, sendCode } from '../sms';
import { db } from '../stores';
import { settleAbandoned } from './attempts';
import type { Outcome } from './sender';

restoreSenders();

describe('what became of an SMS', () => {
  const sendFor = (challenge: string) => sendCode(codeTo(parseMobile(newMobile())), { challenge });

  beforeEach(() => vi.stubEnv('SMS_ROUTES', '*=aliyun'));

  test('is for the holder of its challenge', async () => {
    stub('aliyun');
    const challenge = randomUUID();
    await sendFor(challenge);
    expect(await findDelivery(challenge)).toBe('sent');
    expect(await findDelivery(randomUUID())).toBeNull();
  });

  test('is sending while it is on its way', async () => {
    const challenge = randomUUID();
    let meanwhile: unknown;
    stub('aliyun', async () => {
      meanwhile = await findDelivery(challenge);
      return SENT;
    });
    await sendFor(challenge);
    expect(meanwhile).toBe('sending');
  });

  test('is what the last one that left did: one that surely did not leave does not count', async () => {
    const outcomes: Outcome[] = [
      { status: 'failed', kind: 'ambiguous', code: 'x' },
      { status: 'failed', kind: 'blocked', code: 'x' },
    ];
    stub('aliyun', () => outcomes.shift() ?? SENT);
    const challenge = randomUUID();
    await sendFor(challenge);
    await sendFor(challenge);
    expect(await findDelivery(challenge)).toBe('unknown');
  });

  test('said by a receipt that was faster than the answer stays said', async () => {
    const mobile = newMobile();
    stub('aliyun', async () => {
      const [row] = await rowsOf(mobile);
      await db()
        .update(smsMessages)
        .set({ status: 'delivered' })
        .where(eq(smsMessages.id, row?.id ?? ''));
      return SENT;
    });
    await sendCode(codeTo(parseMobile(mobile)));
    expect(await rowsOf(mobile)).toMatchObject([
      { status: 'delivered', providerMessageId: 'theirs', errorKind: null },
    ]);
  });

  test('left sending by a crash is unknown, once it is old enough', async () => {
    const mobile = newMobile();
    stub('aliyun', () => new Promise<Outcome>(() => {}));
    sendCode(codeTo(parseMobile(mobile)));
    await vi.waitFor(async () => expect(await rowsOf(mobile)).toHaveLength(1), patience);
    await settleAbandoned(60);
    expect(await rowsOf(mobile)).toMatchObject([{ status: 'sending' }]);
    await db()
      .update(smsMessages)
      .set({ createdAt: new Date(Date.now() - 61_000) })
      .where(eq(smsMessages.mobileHash, hashOf(mobile)));
    await settleAbandoned(60);
    expect(await rowsOf(mobile)).toMatchObject([{ status: 'unknown', errorKind: 'ambiguous' }]);
  });
});
