import { TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { StoreDown } from '#db/store-down';
import { asRefusal, OK, REASONS, type Reason, Refusal } from './errors';
import { CODE_OF_HTTP } from './trpc';

const ALL = Object.keys(REASONS) as Reason[];

describe('the table of reasons', () => {
  test.each([
    ['parameter-invalid', '4103', 400],
    ['captcha-expired', '4002', 400],
    ['captcha-wrong', '4004', 400],
    ['registered', '4003', 409],
    ['too-frequent', '4201', 429],
    ['sms-failed', '4301', 502],
    ['store-down', '4001', 503],
  ] as const)('%s is errno %s and HTTP %i, as agreed', (reason, errno, http) => {
    expect(REASONS[reason]).toMatchObject({ errno, http });
  });

  test('says on the old door what its clients know', () => {
    expect(OK).toEqual({ errno: '0', errmsg: 'SMS sent successfully' });
    expect(new Refusal('captcha-expired').errmsg).toBe('Captcha code expired');
    expect(new Refusal('captcha-wrong').errmsg).toBe('Invalid captcha code');
    expect(new Refusal('registered').errmsg).toBe('Mobile number already registered');
    expect(new Refusal('sms-failed').errmsg).toBe('SMS sending failed');
    expect(new Refusal('store-down').errmsg).toBe('Please try again in a moment');
    const often = new Refusal('too-frequent', { retryAfterSeconds: 90 });
    expect(often.errmsg).toContain('90 seconds');
  });

  test.each(ALL)('%s has the same status in tRPC as in the table', (reason) => {
    const { http } = REASONS[reason];
    expect(getHTTPStatusCodeFromError(new TRPCError({ code: CODE_OF_HTTP[http] }))).toBe(http);
  });

  test.each(ALL)('%s speaks in whole sentences, with nothing undefined', (reason) => {
    const details = { parameter: 'x', retryAfterSeconds: 60, triesLeft: 2, limit: 8 };
    const refusal = new Refusal(reason, details);
    const [en, zh] = [refusal.wordsIn('en'), refusal.wordsIn('zh')];
    expect(en).toMatch(/^[A-Z].*\.$/);
    expect(zh).toMatch(/^[\p{Script=Han}\p{L}\d，。；、：+]+。$/u);
    expect(en + zh + refusal.errmsg).not.toContain('undefined');
  });
});

describe('asRefusal', () => {
  test('bad input names the parameter', () => {
    const { error } = z.object({ mobile: z.string() }).safeParse({});
    expect(asRefusal(error)).toMatchObject({ errmsg: 'Parameter mobile is missing or malformed' });
  });

  test('a store that is down is 503, however deep it is wrapped', () => {
    const error = new Error('query failed', { cause: new StoreDown('kv', 'ECONNREFUSED') });
    expect(asRefusal(error)).toMatchObject({
      reason: 'store-down',
      details: { retryAfterSeconds: 5 },
    });
  });

  test('anything else tells nothing of itself', () => {
    const refusal = asRefusal(new Error("insert into users values ('+8617612345678')"));
    expect(refusal.reason).toBe('internal');
    expect(refusal.wordsIn('en') + refusal.errmsg).not.toContain('86176');
  });
});
