import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { newMember, PASSWORD } from '#e2e/support/members';
import {
  newAsker,
  newImageCode,
  newMobile,
  newVisitor,
  refusalOf,
  settle,
} from '#e2e/support/visitors';
import { changeMobile } from './account';
import { resetPassword } from './password-reset';
import { pressureKeys } from './pressure';
import { register } from './registration';
import { findSession } from './sessions';
import { signInBySms } from './sign-in';
import { inboxMessages } from './sms';
import type { Purpose } from './sms-code';
import { kv } from './stores';
import * as users from './users';
import { confirmSmsCode, requestSmsCode } from './verification';

beforeEach(() => vi.stubEnv('HIDE_REGISTERED', 'true'));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const messagesTo = (mobile: string) => inboxMessages().filter(({ to }) => to === mobile);

/** Asks for a code and reads it from the SMS. */
async function ask(purpose: Purpose, mobile: string, asker = newAsker()) {
  const sent = await requestSmsCode({ purpose, mobile, ...(await newImageCode()) }, asker);
  const challenge = asker.challengeOf(purpose) ?? '';
  return {
    sent,
    challenge,
    typed: { purpose, mobile, smsCode: messagesTo(mobile)[0]?.code ?? '' },
  };
}

/** A number with an account, and one without. */
async function both() {
  return [(await newMember()).mobile, newMobile()] as const;
}

async function askerOf(purpose: Purpose) {
  const member = purpose === 'mobile-change' ? await newMember() : undefined;
  return newAsker(newVisitor(), member?.token);
}

describe.each([
  ['registration', 'registered'],
  ['mobile-change', 'registered'],
  ['sign-in', 'not-registered'],
  ['password-reset', 'not-registered'],
] as const)('asking for a code for %s', (purpose, reason) => {
  /** The number that would be refused first. */
  const numbers = async () => {
    const [registered, unregistered] = await both();
    return reason === 'registered' ? [registered, unregistered] : [unregistered, registered];
  };

  test('gets the same answer and the same SMS with an account or without', async () => {
    const answers = [];
    for (const mobile of await numbers()) {
      const { sent } = await ask(purpose, mobile, await askerOf(purpose));
      const { now, resendAt, expiresAt, maskedMobile, ...rest } = sent;
      const message = { ...messagesTo(mobile)[0], to: '', at: '', text: '', code: '' };
      const times = [resendAt - now, expiresAt - now].map((each) => Math.round(each / 1000));
      answers.push({ ...rest, times, length: maskedMobile.length, message: Object.keys(message) });
      expect(messagesTo(mobile)).toHaveLength(1);
    }
    expect(answers[0]).toEqual(answers[1]);
  });

  test('does not look for an account', async () => {
    const asker = await askerOf(purpose);
    const findUser = vi.spyOn(users, 'findUser');
    await ask(purpose, newMobile(), asker);
    expect(findUser).not.toHaveBeenCalled();
  });

  test(`whoever proves the number is told ${reason}, and the code is used up`, async () => {
    const [mobile = ''] = await numbers();
    const asker = await askerOf(purpose);
    const { challenge, typed } = await ask(purpose, mobile, asker);
    expect((await refusalOf(confirmSmsCode(typed, challenge, newVisitor()))).reason).toBe(reason);
    const name = purpose === 'registration' ? mobile : `${purpose}_${mobile}`;
    expect(await kv().get(`sms_code_${name}`)).toBeNull();
    expect((await refusalOf(confirmSmsCode(typed, challenge, newVisitor()))).reason).toBe(reason);
    expect(await failuresOf(asker.visitor)).toBe(0);
  });

  test('whoever does not prove the number is told nothing', async () => {
    const reasons = [];
    for (const mobile of await numbers()) {
      const { challenge, typed } = await ask(purpose, mobile, await askerOf(purpose));
      const wrong = { ...typed, smsCode: typed.smsCode === '000000' ? '000001' : '000000' };
      reasons.push(
        (
          await settle([
            confirmSmsCode(wrong, challenge, newVisitor()),
            confirmSmsCode(typed, 'made up', newVisitor()),
          ])
        ).reasons,
      );
    }
    expect(reasons).toEqual(Array(2).fill(['sms-code-wrong', 'sms-code-expired']));
  });

  test('counts the same towards limits and pressure', async () => {
    const counts = [];
    for (const mobile of await numbers()) {
      const asker = await askerOf(purpose);
      await ask(purpose, mobile, asker);
      const refusal = await refusalOf(ask(purpose, mobile, asker));
      counts.push([refusal.reason, refusal.details, await failuresOf(asker.visitor)]);
    }
    expect(counts).toEqual(Array(2).fill(['too-frequent', { retryAfterSeconds: 60 }, 1]));
  });
});

describe('a number that turned out to have an account', () => {
  test('with its password is signed in, as a form sent twice is; with another it is refused', async () => {
    const { mobile, user } = await newMember();
    const { challenge, typed } = await ask('registration', mobile);
    await refusalOf(confirmSmsCode(typed, challenge, newVisitor()));
    const form = { mobile, challenge, password: `${PASSWORD}!` };
    expect((await refusalOf(register(form, newVisitor()))).reason).toBe('registered');
    const { token } = await register({ ...form, password: PASSWORD }, newVisitor());
    expect((await findSession(token))?.user.id).toBe(user.id);
  });

  test('is nobody else’s new number', async () => {
    const [{ mobile }, member] = [await newMember(), await newMember()];
    const asker = newAsker(member.visitor, member.token);
    const { challenge, typed } = await ask('mobile-change', mobile, asker);
    await refusalOf(confirmSmsCode(typed, challenge, newVisitor()));
    const change = { mobile, challenge, currentPassword: PASSWORD };
    const work = changeMobile(member.session, change, member.visitor);
    expect((await refusalOf(work)).reason).toBe('registered');
  });
});

test('a number that turned out to have no account gets neither a session nor a password', async () => {
  const mobile = newMobile();
  for (const [purpose, go] of [
    ['sign-in', signInBySms],
    ['password-reset', resetPassword],
  ] as const) {
    const { challenge, typed } = await ask(purpose, mobile);
    await refusalOf(confirmSmsCode(typed, challenge, newVisitor()));
    const work = go({ mobile, challenge, password: PASSWORD }, newVisitor());
    expect((await refusalOf(work)).reason).toBe('not-registered');
    await kv().del(`sms_per_mobile_${mobile}`);
  }
});

test('a form sent twice is one user', async () => {
  const mobile = newMobile();
  const { challenge, typed } = await ask('registration', mobile);
  await confirmSmsCode(typed, challenge, newVisitor());
  await confirmSmsCode(typed, challenge, newVisitor());
  const form = { mobile, challenge, password: PASSWORD };
  expect(await register(form, newVisitor())).toEqual(await register(form, newVisitor()));
});

test('without HIDE_REGISTERED they differ: the first answer tells', async () => {
  vi.stubEnv('HIDE_REGISTERED', 'false');
  const [registered, unregistered] = await both();
  expect((await refusalOf(ask('registration', registered))).reason).toBe('registered');
  expect(messagesTo(registered)).toEqual([]);
  await ask('registration', unregistered);
});

async function failuresOf(visitor: ReturnType<typeof newVisitor>): Promise<number> {
  const [address = ''] = pressureKeys(visitor, Date.now());
  return Number(await kv().get(address));
}
