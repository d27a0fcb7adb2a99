import { randomUUID } from 'node:crypto';
import { TRPCError } from '@trpc/server';
import { solveChallenge } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/web/pbkdf2';
import { expect, test } from 'vitest';
import { newAddress, newMobile } from '#e2e/support/visitors';
import { createContext } from '../context';
import { createCaller, refusalOf } from '../trpc';
import { appRouter } from './app';

const callerWith = createCaller(appRouter);

/** Somebody at an address of their own. */
function newCaller() {
  const request = new Headers({ 'x-forwarded-for': newAddress() });
  return callerWith(createContext(request, new Headers()));
}

async function refused(work: Promise<unknown>) {
  const error = await work.catch((thrown: unknown) => thrown);
  if (!(error instanceof TRPCError)) throw new Error('not refused');
  return refusalOf(error);
}

async function solved(problem: Parameters<typeof solveChallenge>[0]['challenge']) {
  return (await solveChallenge({ challenge: problem, deriveKey }))?.derivedKey ?? '';
}

test('the solution of a problem is an answer like the characters of a picture, once', async () => {
  const [api, imageCodeId] = [newCaller(), randomUUID()];
  const imageCode = await solved(await api.captcha.issueProblem({ imageCodeId }));
  const ask = () =>
    api.smsCode.request({ purpose: 'registration', mobile: newMobile(), imageCodeId, imageCode });
  expect(await ask()).toMatchObject({ smsCodeDigits: 6 });
  expect(await refused(ask())).toMatchObject({ reason: 'captcha-expired' });
});

test('the half of the key that a problem shows is no answer', async () => {
  const [api, imageCodeId] = [newCaller(), randomUUID()];
  const { parameters } = await api.captcha.issueProblem({ imageCodeId });
  const input = {
    purpose: 'registration' as const,
    mobile: newMobile(),
    imageCodeId,
    imageCode: parameters.keyPrefix,
  };
  const refusal = await refused(api.smsCode.request(input));
  expect(refusal).toMatchObject({ reason: 'captcha-wrong' });
});

test('a new problem replaces the earlier one', async () => {
  const [api, imageCodeId] = [newCaller(), randomUUID()];
  const first = await api.captcha.issueProblem({ imageCodeId });
  await api.captcha.issueProblem({ imageCodeId });
  const input = {
    purpose: 'registration' as const,
    mobile: newMobile(),
    imageCodeId,
    imageCode: await solved(first),
  };
  const refusal = await refused(api.smsCode.request(input));
  expect(refusal).toMatchObject({ reason: 'captcha-wrong' });
});

test('the eleventh problem in ten minutes is refused, and says when there is another', async () => {
  const api = newCaller();
  const ask = () => api.captcha.issueProblem({ imageCodeId: randomUUID() });
  for (let asked = 0; asked < 10; asked++) await ask();
  const refusal = await refused(ask());
  expect(refusal).toMatchObject({ reason: 'too-frequent' });
  expect(refusal.details.retryAfterSeconds).toBeGreaterThan(0);
});

test('an id that is no UUID is refused by name', async () => {
  const refusal = await refused(newCaller().captcha.issueProblem({ imageCodeId: 'x' }));
  expect(refusal).toMatchObject({ details: { parameter: 'imageCodeId' } });
});
