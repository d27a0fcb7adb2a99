import { afterEach, expect, test, vi } from 'vitest';
import { consume, guessesAt, issue, someone, wrong } from '#e2e/support/sms-codes';
import { refusalOf, settle } from '#e2e/support/visitors';
import { isSameSecret } from '../constant-time';
import type { Mobile } from '../mobile';
import * as smsCode from '../sms-code';
import { checkTried, PURPOSES, triedStep } from '../sms-code';
import { kv } from '../stores';
import { transact } from '../transaction';

vi.mock('../constant-time', async (load) => {
  const { isSameSecret } = await load<typeof import('../constant-time')>();
  return { isSameSecret: vi.fn(isSameSecret) };
});

type Issued = { code: string; challenge: string };

async function checkWrongTries(mobile: Mobile) {
  const [tried] = await transact(triedStep(mobile));
  checkTried(tried);
}

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Tries different wrong codes; what each was told. */
async function tryWrong(mobile: Mobile, { code, challenge }: Issued, times: number, offset = 1) {
  const wrongCodes = Array.from({ length: times }, (_, i) =>
    String((Number(code) + offset + i) % 1e6).padStart(6, '0'),
  );
  return (await settle(wrongCodes.map((each) => consume(mobile, challenge, each)))).reasons;
}

/** As somebody with SMS_PER_MOBILE does: every challenge costs an SMS, and there are five a day. */
const fiveChallenges = (mobile: Mobile) =>
  Promise.all(Array.from({ length: 5 }, () => issue(mobile)));

test('five challenges racing 50 tries each: at most 10 are compared, and each challenge had one', async () => {
  for (let round = 0; round < 20; round++) {
    const mobile = someone();
    const challenges = await fiveChallenges(mobile);
    const compared = comparisons();
    await Promise.all(challenges.map((each, i) => tryWrong(mobile, each, 50, 1 + 50 * i)));
    expect(compared()).toBeLessThanOrEqual(10);
    expect(compared()).toBeGreaterThanOrEqual(9);
    const firsts = (await guessesAt(mobile)).filter((entry) => entry.includes(' first '));
    expect(firsts).toHaveLength(5);
  }
});

test('more challenges than SMS allow, all at once: the 11th guess is not compared', async () => {
  const mobile = someone();
  const challenges = await Promise.all(Array.from({ length: 30 }, () => issue(mobile)));
  const compared = comparisons();
  await Promise.all(challenges.map((each, i) => tryWrong(mobile, each, 3, 1 + 3 * i)));
  expect(compared()).toBe(10);
});

test('of all purposes together', async () => {
  const mobile = someone();
  const compared = comparisons();
  const work = PURPOSES.flatMap((purpose) =>
    Array.from({ length: 5 }, async () => {
      const { challenge } = await smsCode.issue(purpose, mobile);
      await settle([smsCode.consume({ purpose, mobile, challenge }, 'wrong')]);
    }),
  );
  await Promise.all(work);
  expect(compared()).toBe(10);
});

test.each(['before', 'beside'] as const)(
  "a stranger burns tries %s the owner's: 100 of 100 owners succeed",
  async (when) => {
    for (let round = 0; round < 100; round++) {
      const mobile = someone();
      const strangers = (await fiveChallenges(mobile)).slice(1);
      const owner = await issue(mobile);
      const attack = () => Promise.all(strangers.map((each) => tryWrong(mobile, each, 8)));
      if (when === 'before') await attack();
      const attacked = when === 'beside' ? attack() : undefined;
      await consume(mobile, owner.challenge, owner.code);
      await attacked;
    }
  },
);

test('the tries left are those there really are', async () => {
  const mobile = someone();
  await tryWrong(mobile, await issue(mobile), 4);
  const { code, challenge } = await issue(mobile);
  const first = await refusalOf(consume(mobile, challenge, wrong(code)));
  expect([first.reason, first.details.triesLeft]).toEqual(['sms-code-wrong', 1]);
  const other = code === '000002' ? '000003' : '000002';
  const last = await refusalOf(consume(mobile, challenge, other));
  expect(last.reason).toBe('sms-code-dead');
  expect((await refusalOf(consume(mobile, challenge, code))).reason).toBe('sms-code-dead');
});

test('a challenge without tries left is not kept: the resent code works with a new one', async () => {
  const mobile = someone();
  const owner = await issue(mobile);
  await tryWrong(mobile, owner, 1);
  await tryWrong(mobile, await issue(mobile), 5);
  expect((await refusalOf(consume(mobile, owner.challenge, owner.code))).reason).toBe(
    'sms-code-dead',
  );
  const resent = await issue(mobile, owner.challenge);
  expect(resent.challenge).not.toBe(owner.challenge);
  await consume(mobile, resent.challenge, resent.code);
});

test('one that was right does not count', async () => {
  const mobile = someone();
  for (let day = 0; day < 12; day++) {
    const { challenge, code } = await issue(mobile);
    await Promise.all(Array.from({ length: 8 }, () => consume(mobile, challenge, code)));
  }
  expect(await guessesAt(mobile)).toEqual([]);
});

test('ten stop new challenges, not a live one, until a day after them', async () => {
  const mobile = someone();
  const now = Date.now();
  vi.useFakeTimers({ toFake: ['Date'], now });
  for (const each of await fiveChallenges(mobile)) await tryWrong(mobile, each, 5);
  await checkWrongTries(mobile); // nine: every one of five SMS had its first try
  await tryWrong(mobile, await issue(mobile), 1);
  const refusal = await refusalOf(checkWrongTries(mobile));
  expect([refusal.reason, refusal.details.retryAfterSeconds]).toEqual(['too-frequent', 86_400]);
  vi.setSystemTime(now + 86_400_000 + 1);
  await checkWrongTries(mobile);
});

test('what the store keeps of them does not grow for ever, nor with repetition', async () => {
  const mobile = someone();
  const { challenge, code } = await issue(mobile);
  await settle(Array.from({ length: 300 }, () => consume(mobile, challenge, wrong(code))));
  expect(await guessesAt(mobile)).toHaveLength(1);
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 26 * 3_600_000 });
  await tryWrong(mobile, await issue(mobile), 1);
  expect(await guessesAt(mobile)).toHaveLength(1);
  expect(await kv().ttl(`sms_code_guesses_${mobile.e164}`)).toBeGreaterThan(86_400);
});

/** How many codes were compared from now on. */
function comparisons(): () => number {
  const { calls } = vi.mocked(isSameSecret).mock;
  const before = calls.length;
  return () => calls.length - before;
}
