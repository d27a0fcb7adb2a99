import { describe, expect, test } from 'vitest';
import { commandsToStore, consume, issue, someone } from '#e2e/support/sms-codes';
import { refusalOf, settle } from '#e2e/support/visitors';
import type { Mobile } from '../mobile';
import * as smsCode from '../sms-code';
import { kv } from '../stores';

describe('checkProof', () => {
  const check = (mobile: Mobile, challenge: string) =>
    smsCode.checkProof({ purpose: 'registration', mobile, challenge });

  test('holds for the browser that gave the code, for that mobile, as often as it asks', async () => {
    const mobile = someone();
    const [owner, stranger] = [await issue(mobile), await issue(mobile)];
    expect((await refusalOf(check(mobile, owner.challenge))).reason).toBe('sms-code-expired');
    await consume(mobile, owner.challenge, owner.code);
    for (let i = 0; i < 3; i++) await check(mobile, owner.challenge);
    const { reasons } = await settle([
      check(mobile, stranger.challenge),
      check(someone(), owner.challenge),
    ]);
    expect(reasons).toEqual(['sms-code-expired', 'sms-code-expired']);
  });

  test('holds for 600 s, and proving again does not lengthen it', async () => {
    const mobile = someone();
    const { challenge, code } = await issue(mobile);
    const writes = commandsToStore();
    expect(await consume(mobile, challenge, code)).toEqual({ provenSeconds: 600, isNew: true });
    const [, key = ''] = /"(sms_challenge_(?!tries)[^"]+)"/.exec(JSON.stringify(writes())) ?? [];
    await kv().expire(key, 100);
    expect(await consume(mobile, challenge, code)).toEqual({ provenSeconds: 100, isNew: false });
    await kv().del(key);
    expect((await refusalOf(check(mobile, challenge))).reason).toBe('sms-code-expired');
  });
});
