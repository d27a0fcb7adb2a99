import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { commandsToStore, consume, guessesAt, issue, someone, wrong } from '#e2e/support/sms-codes';
import { fullWidth, refusalOf, settle } from '#e2e/support/visitors';
import * as smsCode from '../sms-code';
import { kv } from '../stores';
import type { Step } from '../transaction';

describe('consume', () => {
  test('takes the code however it is spaced or typed', async () => {
    for (const form of [(c: string) => ` ${c.slice(0, 3)} ${c.slice(3)} `, fullWidth]) {
      const mobile = someone();
      const { code, challenge } = await issue(mobile);
      await consume(mobile, challenge, form(code));
    }
  });

  test.each([
    ['the same', () => 0, 1],
    ['different', (i: number) => i, 5],
  ])(
    '50 parallel wrong codes, %s: exactly 5 are tries, then the challenge is dead',
    async (_, nth, guesses) => {
      const mobile = someone();
      const { code, challenge } = await issue(mobile);
      const wrongCode = (i: number) => String((Number(code) + 1 + nth(i)) % 1e6).padStart(6, '0');
      const tries = Array.from({ length: 50 }, (_, i) => consume(mobile, challenge, wrongCode(i)));
      const { reasons } = await settle(tries);
      expect(reasons.filter((reason) => reason === 'sms-code-wrong')).toHaveLength(4);
      expect(reasons.filter((reason) => reason === 'sms-code-dead')).toHaveLength(46);
      expect(await guessesAt(mobile)).toHaveLength(guesses);
      expect((await refusalOf(consume(mobile, challenge, code))).reason).toBe('sms-code-dead');
    },
  );

  test('of 50 right answers from 50 browsers at once one wins', async () => {
    const mobile = someone();
    const issued = await Promise.all(Array.from({ length: 50 }, () => issue(mobile)));
    const { succeeded, reasons } = await settle(
      issued.map(({ challenge, code }) => consume(mobile, challenge, code)),
    );
    expect(succeeded).toBe(1);
    // Only ten of them may be compared, the others never are.
    expect([...new Set(reasons)].sort()).toEqual(['sms-code-dead', 'sms-code-expired']);
  });

  test('the winner may ask again, though the code is gone', async () => {
    const mobile = someone();
    const { code, challenge } = await issue(mobile);
    for (let i = 0; i < 10; i++) await consume(mobile, challenge, code);
    expect(await kv().get(`sms_code_${mobile.e164}`)).toBeNull();
    await consume(mobile, challenge, 'anything');
  });

  test('a used code proves nothing to another browser', async () => {
    const mobile = someone();
    const [owner, stranger] = [await issue(mobile), await issue(mobile)];
    await consume(mobile, owner.challenge, owner.code);
    expect((await refusalOf(consume(mobile, stranger.challenge, owner.code))).reason).toBe(
      'sms-code-expired',
    );
  });

  test('the right code without its challenge, or for another mobile, is refused', async () => {
    const mobile = someone();
    const { code, challenge } = await issue(mobile);
    const reasons = [
      await refusalOf(consume(mobile, 'made-up', code)),
      await refusalOf(consume(someone(), challenge, code)),
    ].map(({ reason }) => reason);
    expect(reasons).toEqual(['sms-code-expired', 'sms-code-expired']);
  });

  test('a challenge that is for nothing, or not for this mobile, leaves nothing and costs no try', async () => {
    const [mobile, other] = [someone(), someone()];
    const { challenge, code } = await issue(mobile);
    const writes = commandsToStore();
    await settle(Array.from({ length: 20 }, (_, i) => consume(other, `made-up ${i}`, code)));
    await settle(Array.from({ length: 20 }, () => consume(other, challenge, code)));
    const lists = [...JSON.stringify(writes()).matchAll(/"rpush","([^"]+)"/g)].map(
      ([, key]) => key,
    );
    expect(lists).toHaveLength(40);
    expect(await kv().exists(...(lists as string[]))).toBe(0);
    await consume(mobile, challenge, code);
  });

  test('what is done with a proof is done once, however often it is asked for at once', async () => {
    const mobile = someone();
    const [key, { challenge, code }] = [randomUUID(), await issue(mobile)];
    const step: Step<void> = {
      enter: (tx) => void tx.hincrby(key, 'done', 1),
      read() {},
      undo: (tx) => void tx.hincrby(key, 'done', -1),
    };
    const holder = { purpose: 'registration', mobile, challenge } as const;
    await Promise.all(Array.from({ length: 20 }, () => smsCode.consume(holder, code, step)));
    await smsCode.consume(holder, code, step);
    expect(await kv().hget(key, 'done')).toBe('1');
  });

  test("a stranger's wrong tries racing the owner's right one: 100 of 100 owners succeed", async () => {
    for (let round = 0; round < 100; round++) {
      const mobile = someone();
      const [owner, stranger] = await Promise.all([issue(mobile), issue(mobile)]);
      const attack = Array.from({ length: 6 }, () =>
        consume(mobile, stranger.challenge, wrong(owner.code)),
      );
      const [, success] = await Promise.all([
        settle(attack),
        consume(mobile, owner.challenge, owner.code).then(() => true),
      ]);
      expect(success).toBe(true);
    }
  });

  test('a resend racing a try: the code on the phone stays right', async () => {
    for (let round = 0; round < 50; round++) {
      const mobile = someone();
      const { code, challenge } = await issue(mobile);
      const [resent] = await Promise.all([
        issue(mobile, challenge),
        refusalOf(consume(mobile, challenge, wrong(code))),
      ]);
      expect(resent.code).toBe(code);
      await Promise.all([issue(mobile), consume(mobile, challenge, code)]);
    }
  });
});
