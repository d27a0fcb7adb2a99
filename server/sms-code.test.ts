import { randomUUID } from 'node:crypto';
import { describe, expect, test, vi } from 'vitest';
import { newMobile, refusalOf, settle } from '#e2e/support/visitors';
import { type Mobile, parseMobile } from './mobile';
import * as smsCode from './sms-code';
import { PURPOSES } from './sms-code';
import { kv } from './stores';
import type { Step } from './transaction';

const issue = (mobile: Mobile, presented?: string) =>
  smsCode.issue('registration', mobile, presented);
const consume = (mobile: Mobile, challenge: string, typed: string) =>
  smsCode.consume({ purpose: 'registration', mobile, challenge }, typed);
const someone = () => parseMobile(newMobile());
const wrong = (code: string) => (code === '000000' ? '000001' : '000000');

describe('issue', () => {
  test('a code has six digits and lives 300 s under sms_code_{mobile}', async () => {
    const mobile = someone();
    const { code, expiresInSeconds } = await issue(mobile);
    expect(code).toMatch(/^\d{6}$/);
    expect(expiresInSeconds).toBe(300);
    expect(await kv().ttl(`sms_code_${mobile.e164}`)).toBe(300);
  });

  test('the store is never told the code or the challenge', async () => {
    const mobile = someone();
    const writes = commandsToStore();
    const { code, challenge } = await issue(mobile);
    await refusalOf(consume(mobile, challenge, wrong(code)));
    await consume(mobile, challenge, code);
    const dump = JSON.stringify([...writes(), mobile.e164]).replaceAll(mobile.e164, '');
    expect(dump).toContain('sms_challenge_');
    expect(dump).not.toContain(code);
    expect(dump).not.toContain(challenge);
  });

  test('codes differ between mobiles, moments and secrets', async () => {
    // Of 4 rounds, all the same by chance: once in 10^24.
    const codesOf = { mobile: '', other: '', later: '', secret: '' };
    for (let round = 0; round < 4; round++) {
      const [one, other] = [someone(), someone()];
      const first = await issue(one);
      codesOf.mobile += first.code;
      codesOf.other += (await issue(other)).code;
      vi.stubEnv('GATEHOUSE_SECRET', 'another secret of at least 32 characters');
      codesOf.secret += (await issue(one)).code;
      vi.unstubAllEnvs();
      await first.takeBack();
      codesOf.later += (await issue(one)).code;
    }
    expect(new Set(Object.values(codesOf)).size).toBe(4);
  });

  test('a resend is the same code and extends nothing', async () => {
    const mobile = someone();
    const { code } = await issue(mobile);
    await kv().expire(`sms_code_${mobile.e164}`, 100);
    const again = await issue(mobile);
    expect(again.code).toBe(code);
    expect(again.expiresInSeconds).toBe(100);
  });

  test('a resend to the same browser keeps its challenge and the wrong tries it has', async () => {
    const mobile = someone();
    const { code, challenge } = await issue(mobile);
    await refusalOf(consume(mobile, challenge, wrong(code)));
    const again = await issue(mobile, challenge);
    expect(again.challenge).toBe(challenge);
    const refusal = await refusalOf(consume(mobile, challenge, wrong(code)));
    expect(refusal.details.triesLeft).toBe(3);
  });

  test('a dead challenge is not kept: the resent code works with a new one', async () => {
    const mobile = someone();
    const { code, challenge } = await issue(mobile);
    await settle(Array.from({ length: 5 }, () => consume(mobile, challenge, wrong(code))));
    const resent = await issue(mobile, challenge);
    expect(resent.challenge).not.toBe(challenge);
    await consume(mobile, resent.challenge, resent.code);
  });

  test('a code that would expire on its way is not sent again', async () => {
    const mobile = someone();
    await issue(mobile);
    await kv().expire(`sms_code_${mobile.e164}`, 30);
    await issue(mobile);
    await kv().expire(`sms_code_${mobile.e164}`, 29);
    const refusal = await refusalOf(issue(mobile));
    expect(refusal.reason).toBe('too-frequent');
    expect(refusal.details.retryAfterSeconds).toBeLessThanOrEqual(29);
  });

  test('a challenge of another mobile is not taken over', async () => {
    const { challenge } = await issue(someone());
    expect((await issue(someone(), challenge)).challenge).not.toBe(challenge);
  });

  test('taken back, a first code is void; a resent one stays good', async () => {
    const mobile = someone();
    const first = await issue(mobile);
    const resent = await issue(mobile);
    await resent.takeBack();
    expect((await issue(mobile)).code).toBe(first.code);
    await consume(mobile, first.challenge, first.code);

    const other = await issue(someone());
    await other.takeBack();
    expect((await refusalOf(consume(mobile, other.challenge, other.code))).reason).toBe(
      'sms-code-expired',
    );
  });
});

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

const PAIRS = PURPOSES.flatMap((one) =>
  PURPOSES.filter((other) => other !== one).map((other) => [one, other] as const),
);

describe.each(PAIRS)('what is of %s', (one, other) => {
  const reasonOf = async (work: Promise<unknown>) => (await refusalOf(work)).reason;

  test(`is nothing to ${other}: code, challenge, proof`, async () => {
    const mobile = someone();
    const [issued, others] = [await smsCode.issue(one, mobile), await smsCode.issue(other, mobile)];
    const holder = { mobile, challenge: issued.challenge };
    const otherHolder = { purpose: other, mobile, challenge: others.challenge };
    const wrongly = smsCode.consume({ ...holder, purpose: other }, issued.code);
    expect(await reasonOf(wrongly)).toBe('sms-code-expired');
    if (others.code !== issued.code) {
      const mixed = smsCode.consume(otherHolder, issued.code);
      expect(await reasonOf(mixed)).toBe('sms-code-wrong');
    }
    expect((await smsCode.issue(other, mobile, issued.challenge)).challenge).not.toBe(
      issued.challenge,
    );

    await smsCode.consume({ ...holder, purpose: one }, issued.code);
    await smsCode.checkProof({ ...holder, purpose: one });
    expect(await reasonOf(smsCode.checkProof({ ...holder, purpose: other }))).toBe(
      'sms-code-expired',
    );
    await smsCode.consume(otherHolder, others.code);
  });
});

test('of one nonce the codes of all purposes differ', async () => {
  // All the same by chance: once in 10^24.
  const codesOf: Record<string, string> = {};
  for (let round = 0; round < 4; round++) {
    const mobile = someone();
    await issue(mobile);
    const nonce = (await kv().get<string>(`sms_code_${mobile.e164}`)) ?? '';
    for (const purpose of PURPOSES) {
      const name = purpose === 'registration' ? mobile.e164 : `${purpose}_${mobile.e164}`;
      await kv().set(`sms_code_${name}`, nonce, { ex: 300 });
      codesOf[purpose] = (codesOf[purpose] ?? '') + (await smsCode.issue(purpose, mobile)).code;
    }
  }
  expect(new Set(Object.values(codesOf)).size).toBe(PURPOSES.length);
});

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

const guessesAt = (mobile: Mobile) => kv().lrange(`sms_code_guesses_${mobile.e164}`, 0, -1);

/** What this process tells the store from now on, read from the client it uses. */
function commandsToStore(): () => unknown[] {
  const commands: unknown[] = [];
  kv().use(async (request, next) => {
    commands.push(request.body);
    return next(request);
  });
  return () => commands;
}

function fullWidth(digits: string): string {
  return digits.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}
