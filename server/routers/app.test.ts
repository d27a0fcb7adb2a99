import { TRPCError } from '@trpc/server';
import { describe, expect, test } from 'vitest';
import { newImageCode, newMobile } from '#e2e/support/visitors';
import { createContext } from '../context';
import { inboxMessages } from '../sms';
import { createCaller, refusalOf } from '../trpc';
import { appRouter } from './app';

const callerWith = createCaller(appRouter);

/** A browser: keeps the cookies it is given. */
function browser() {
  const jar = new Map<string, string>();
  const address = `198.51.100.${Math.floor(Math.random() * 256)}`;
  return {
    jar,
    async call<T>(act: (caller: ReturnType<typeof callerWith>) => Promise<T>): Promise<T> {
      const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
      const answer = new Headers();
      const request = new Headers({ cookie, 'x-forwarded-for': address });
      const result = await act(callerWith(createContext(request, answer)));
      for (const line of answer.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        jar.set(name, value);
      }
      return result;
    },
  };
}

async function refused(work: Promise<unknown>) {
  const error = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof TRPCError)) throw new Error('not refused');
  return { code: error.code, ...refusalOf(error) };
}

describe('the story over tRPC', () => {
  test('code, user, session, sign-out, sign-in', async () => {
    const [visitor, mobile, password] = [browser(), newMobile(), 'correct horse battery'];
    const picture = await newImageCode();
    const sent = await visitor.call((api) =>
      api.registration.requestSmsCode({ mobile, ...picture }),
    );
    expect(sent).toMatchObject({ resendInSeconds: 60, smsCodeDigits: 6, passwordMinLength: 8 });
    expect(JSON.stringify(sent)).not.toContain(visitor.jar.get('challenge'));

    const smsCode = inboxMessages().find(({ to }) => to === mobile)?.code ?? '';
    await visitor.call((api) => api.registration.register({ mobile, smsCode, password }));
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

  test('a browser without the challenge cannot use a code', async () => {
    const form = { mobile: newMobile(), smsCode: '123456', password: 'correct horse battery' };
    const refusal = await refused(browser().call((api) => api.registration.register(form)));
    expect(refusal).toMatchObject({ code: 'BAD_REQUEST', reason: 'sms-code-expired' });
  });
});

describe('refusals', () => {
  test('malformed input names the parameter', async () => {
    const input = { mobile: newMobile(), imageCodeId: 'not a uuid', imageCode: 'ACE3' };
    const refusal = await refused(browser().call((api) => api.registration.requestSmsCode(input)));
    expect(refusal).toMatchObject({
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
