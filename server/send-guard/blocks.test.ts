import { sql } from 'drizzle-orm';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { events } from '#db/schema';
import {
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
import { log } from '../log';
import { verifiedStep } from '../send-guard';
import { db } from '../stores';
import { transact } from '../transaction';
import { lift } from './blocks';

startAtNoon('blocks');

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
    await transact(verifiedStep(mobileIn(prefix), newVisitor()));
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
    await lift('prefix', prefix, 'command:ann');
    await send(mobileIn(prefix));
  });

  describe('is told once when it begins,', () => {
    const told = () => db().select({ type: events.type, data: events.data }).from(events);
    const type = 'sms.blocked';

    beforeEach(async () => {
      await db().delete(events);
      vi.stubEnv('EVENTS_WEBHOOK_URL', 'https://events.example.com');
    });

    test('of a prefix, again when it begins again, and never with a whole number', async () => {
      const prefix = newPrefix();
      await useUp(prefix);
      await settle(many(5, () => send(mobileIn(prefix))));
      const first = { kind: 'prefix', country: 'CN', prefix, until: '2026-01-05T12:30:00.000Z' };
      expect(await told()).toEqual([{ type, data: first }]);
      vi.setSystemTime(NOON + 30 * MINUTE);
      await settle(many(10, () => send(mobileIn(prefix))));
      const second = { ...first, until: '2026-01-05T13:30:00.000Z' };
      expect(await told()).toEqual([
        { type, data: first },
        { type, data: second },
      ]);
    });

    test('of a country', async () => {
      vi.stubEnv('SMS_PER_COUNTRY', '6/24h');
      await settle(many(9, () => send()));
      const data = { kind: 'country', country: 'CN', until: '2026-01-05T12:02:00.000Z' };
      expect(await told()).toEqual([{ type, data }]);
    });

    test('unless it is only observed: nothing is blocked', async () => {
      vi.stubEnv('SEND_GUARD_MODES', 'prefix=observe');
      const prefix = newPrefix();
      await settle(many(8, () => send(mobileIn(prefix))));
      expect(await told()).toEqual([]);
    });

    test('and where the event cannot be written the SMS are decided on all the same', async () => {
      await db().execute(sql`alter table events rename to lost`);
      const error = vi.spyOn(log, 'error').mockReturnValue();
      await useUp(newPrefix());
      expect(JSON.stringify(error.mock.calls)).toContain('send guard event not written');
      error.mockRestore();
      await db().execute(sql`alter table lost rename to events`);
    });
  });
});
