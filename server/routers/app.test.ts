import { TRPCError } from '@trpc/server';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newAddress, newImageCode, newMobile } from '#e2e/support/visitors';
import { createContext } from '../context';
import { inboxMessages } from '../sms';
import type { Purpose } from '../sms-code';
import { createCaller, refusalOf } from '../trpc';
import { appRouter } from './app';

const callerWith = createCaller(appRouter);
const password = 'correct horse battery';

/** A browser: keeps the cookies it is given. */
function browser(headers: Record<string, string> = {}) {
  const jar = new Map<string, string>();
  const address = newAddress();
  return {
    jar,
    async call<T>(act: (caller: ReturnType<typeof callerWith>) => Promise<T>): Promise<T> {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = new Headers();
      const request = new Headers({ ...headers, cookie, 'x-forwarded-for': address });
      const result = await act(callerWith(createContext(request, answer)));
      for (const line of answer.getSetCookie()) {
        const [, name = '', value = '', age] = /^([^=]+)=([^;]*); Max-Age=(\d+)/.exec(line) ?? [];
        if (age === '0') jar.delete(name);
        else jar.set(name, value);
      }
      return result;
    },
  };
}

type Browser = ReturnType<typeof browser>;

async function refused(work: Promise<unknown>) {
  const error = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof TRPCError)) throw new Error('not refused');
  return { code: error.code, ...refusalOf(error) };
}

/** Another SMS to the same number has to wait. */
const aMinuteLater = () => vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 60_000 });
afterEach(() => vi.useRealTimers());

const newestCodeTo = (mobile: string) =>
  inboxMessages().find(({ to, code }) => to === mobile && code)?.code ?? '';

async function ask(visitor: Browser, purpose: Purpose, mobile: string) {
  const picture = await newImageCode();
  return visitor.call((api) => api.smsCode.request({ purpose, mobile, ...picture }));
}

/** Asks for a code and proves the mobile with it. */
async function prove(visitor: Browser, purpose: Purpose, mobile: string) {
  await ask(visitor, purpose, mobile);
  const smsCode = newestCodeTo(mobile);
  return visitor.call((api) => api.smsCode.confirm({ purpose, mobile, smsCode }));
}

/** Somebody who registered, in the browser they did it with. */
async function member(visitor = browser()) {
  const mobile = newMobile();
  await prove(visitor, 'registration', mobile);
  await visitor.call((api) => api.registration.register({ mobile, password }));
  return { visitor, mobile };
}

describe('the story over tRPC', () => {
  test('code, proof, user, session, sign-out, sign-in', async () => {
    const [visitor, mobile] = [browser(), newMobile()];
    const sent = await ask(visitor, 'registration', mobile);
    expect(sent).toMatchObject({ delivery: 'sent', smsCodeDigits: 6 });
    expect(JSON.stringify(sent)).not.toContain(visitor.jar.get('challenge'));
    const state = await visitor.call((api) => api.smsCode.state({ purpose: 'registration' }));
    expect(state).toEqual({ delivery: 'sent', now: expect.closeTo(Date.now(), -4) });

    const typed = { purpose: 'registration' as const, mobile, smsCode: newestCodeTo(mobile) };
    const proven = await visitor.call((api) => api.smsCode.confirm(typed));
    expect(proven.provenUntil - proven.now).toBe(600_000);
    await visitor.call((api) => api.registration.register({ mobile, password }));
    const user = await visitor.call((api) => api.session.current());
    expect(user?.maskedMobile).toBe(`+86 176 **** ${mobile.slice(-4)}`);
    expect(Date.parse(user?.since ?? '')).toBeGreaterThan(Date.now() - 60_000);

    const token = visitor.jar.get('session') ?? '';
    await visitor.call((api) => api.session.signOut());
    visitor.jar.set('session', token);
    expect(await visitor.call((api) => api.session.current())).toBeNull();
    await visitor.call((api) => api.session.signIn({ mobile, password }));
    expect(await visitor.call((api) => api.session.current())).not.toBeNull();
  });

  test('a member signs in by SMS, without the password', async () => {
    const { mobile } = await member();
    const visitor = browser();
    aMinuteLater();
    await prove(visitor, 'sign-in', mobile);
    await visitor.call((api) => api.session.signInBySms({ mobile }));
    expect(await visitor.call((api) => api.session.current())).not.toBeNull();
  });

  test('a forgotten password is reset in a new browser, which is signed in', async () => {
    const { visitor: old, mobile } = await member();
    const visitor = browser();
    aMinuteLater();
    await prove(visitor, 'password-reset', mobile);
    const form = { mobile, password: 'another horse battery' };
    await visitor.call((api) => api.password.reset(form));
    expect(await visitor.call((api) => api.session.current())).not.toBeNull();
    expect(await old.call((api) => api.session.current())).toBeNull();
    await browser().call((api) => api.session.signIn(form));
  });

  test('a member changes number and password, sees the sessions, and leaves', async () => {
    const { visitor, mobile } = await member(browser({ 'user-agent': 'Firefox/140.0 (Windows)' }));
    const elsewhere = browser();
    await elsewhere.call((api) => api.session.signIn({ mobile, password }));
    const next = newMobile();
    await prove(visitor, 'mobile-change', next);
    const change = { mobile: next, currentPassword: password };
    await visitor.call((api) => api.account.changeMobile(change));
    expect(await elsewhere.call((api) => api.session.current())).toMatchObject({
      maskedMobile: `+86 176 **** ${next.slice(-4)}`,
    });

    const sessions = await visitor.call((api) => api.session.list());
    expect(sessions.map(({ isCurrent }) => isCurrent).sort()).toEqual([false, true]);
    const own = sessions.find(({ isCurrent }) => isCurrent);
    expect(own).toMatchObject({ browser: 'Firefox', system: 'Windows' });

    const form = { currentPassword: password, password: 'another horse battery' };
    await visitor.call((api) => api.password.change(form));
    expect(await elsewhere.call((api) => api.session.current())).toBeNull();
    await visitor.call((api) => api.account.remove({ currentPassword: form.password }));
    expect([...visitor.jar.keys()]).toEqual(['browser']);
    const again = { mobile: next, password: form.password };
    expect(await refused(visitor.call((api) => api.session.signIn(again)))).toMatchObject({
      reason: 'credentials-wrong',
    });
  });

  test('ending sessions: another one, the others, and one’s own, which signs out', async () => {
    const { visitor, mobile } = await member();
    const others = [browser(), browser(), browser()];
    for (const each of others) await each.call((api) => api.session.signIn({ mobile, password }));
    const sessions = await visitor.call((api) => api.session.list());
    const id = sessions.find(({ isCurrent }) => !isCurrent)?.id ?? '';
    await visitor.call((api) => api.session.end({ id }));
    expect(await visitor.call((api) => api.session.endOthers())).toEqual({ ended: 2 });
    const own = sessions.find(({ isCurrent }) => isCurrent)?.id ?? '';
    await visitor.call((api) => api.session.end({ id: own }));
    expect(visitor.jar.has('session')).toBe(false);
    expect(await visitor.call((api) => api.session.current())).toBeNull();
  });
});

test('settings tell a page what it has to know of the configuration', async () => {
  const settings = await browser().call((api) => api.settings.current());
  expect(settings).toMatchObject({
    countries: [{ country: 'CN', callingCode: '86' }],
    defaultCountry: 'CN',
    metadata: { countries: { CN: expect.any(Array) } },
    captchaLifetimeSeconds: 300,
    smsCodeDigits: 6,
    passwordMinLength: 8,
    passwordMaxLength: 128,
  });
});

describe('refusals', () => {
  test('a browser without the challenge is asked to allow cookies', async () => {
    const mobile = newMobile();
    const typed = { purpose: 'registration' as const, mobile, smsCode: '123456' };
    for (const work of [
      () => browser().call((api) => api.smsCode.confirm(typed)),
      () => browser().call((api) => api.registration.register({ mobile, password })),
      () => browser().call((api) => api.session.signInBySms({ mobile })),
      () => browser().call((api) => api.password.reset({ mobile, password })),
    ]) {
      expect(await refused(work())).toMatchObject({
        code: 'BAD_REQUEST',
        reason: 'cookies-needed',
      });
    }
  });

  test('who is signed out can do nothing that needs a user', async () => {
    const [picture, mobile] = [await newImageCode(), newMobile()];
    const change = { purpose: 'mobile-change' as const, mobile, ...picture };
    for (const work of [
      () => browser().call((api) => api.smsCode.request(change)),
      () => browser().call((api) => api.session.list()),
      () => browser().call((api) => api.session.endOthers()),
      () => browser().call((api) => api.password.change({ currentPassword: password, password })),
      () =>
        browser().call((api) => api.account.changeMobile({ mobile, currentPassword: password })),
      () => browser().call((api) => api.account.remove({ currentPassword: password })),
    ]) {
      expect(await refused(work())).toMatchObject({ code: 'UNAUTHORIZED', reason: 'signed-out' });
    }
  });

  test('malformed input names the parameter', async () => {
    const input = { mobile: newMobile(), imageCodeId: 'not a uuid', imageCode: 'ACE3' };
    const work = browser().call((api) => api.smsCode.request({ purpose: 'sign-in', ...input }));
    expect(await refused(work)).toMatchObject({
      reason: 'parameter-invalid',
      details: { parameter: 'imageCodeId' },
    });
  });

  test('a text longer than any field may be is refused before the domain sees it', async () => {
    const input = { mobile: '1'.repeat(1001), password: 'x' };
    const refusal = await refused(browser().call((api) => api.session.signIn(input)));
    expect(refusal).toMatchObject({ details: { parameter: 'mobile' } });
  });
});
