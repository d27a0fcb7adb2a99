import { afterEach, expect, test, vi } from 'vitest';
import { newMember, newProof, PASSWORD, signedIn } from '#e2e/support/members';
import { newMobile, newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { resetPassword } from './password-reset';
import { findSession } from './sessions';
import { signIn } from './sign-in';

const NEXT = 'another horse battery';

afterEach(() => vi.unstubAllEnvs());

async function forgetful() {
  const member = await newMember();
  const challenge = await newProof('password-reset', member.mobile);
  const form = { mobile: member.mobile, challenge, password: NEXT };
  return { ...member, form };
}

test('the new password signs in, the old one does not, and all sessions end but a new one', async () => {
  const { form, user, token, visitor } = await forgetful();
  const other = await signedIn(user);
  const opened = await resetPassword(form, visitor);
  for (const ended of [token, other.token]) expect(await findSession(ended)).toBeUndefined();
  expect((await findSession(opened.token))?.user.id).toBe(user.id);
  await signIn(form, newVisitor());
  const old = signIn({ ...form, password: PASSWORD }, newVisitor());
  expect((await refusalOf(old)).reason).toBe('credentials-wrong');
});

test('sent again, after its answer was lost, it opens the same session', async () => {
  const { form, visitor } = await forgetful();
  const opened = await resetPassword(form, visitor);
  expect(await resetPassword(form, visitor)).toEqual(opened);
  const { succeeded } = await settle(
    Array.from({ length: 10 }, () => resetPassword(form, visitor)),
  );
  expect(succeeded).toBe(10);
  expect(await findSession(opened.token)).toBeDefined();
});

test('without the proof of that number nothing changes', async () => {
  const { form, token, visitor } = await forgetful();
  const stranger = await newMember();
  const reasons = [
    await refusalOf(resetPassword({ ...form, mobile: stranger.mobile }, visitor)),
    await refusalOf(resetPassword({ ...form, challenge: 'made up' }, visitor)),
    await refusalOf(resetPassword({ ...form, password: 'short' }, visitor)),
  ].map(({ reason }) => reason);
  expect(reasons).toEqual(['sms-code-expired', 'sms-code-expired', 'password-short']);
  expect(await findSession(token)).toBeDefined();
  expect(await findSession(stranger.token)).toBeDefined();
});

test('a number whose account went meanwhile is told so', async () => {
  const mobile = newMobile();
  const challenge = await newProof('password-reset', mobile);
  const reset = resetPassword({ mobile, challenge, password: NEXT }, newVisitor());
  expect((await refusalOf(reset)).reason).toBe('not-registered');
});

test('hashes of proven numbers are counted with those of registrations', async () => {
  vi.stubEnv('REGISTRATIONS_PER_ADDRESS', '2/1h');
  const { form, visitor } = await forgetful();
  await resetPassword(form, visitor);
  await resetPassword(form, visitor);
  expect((await refusalOf(resetPassword(form, visitor))).reason).toBe('too-frequent');
});
