import { eq } from 'drizzle-orm';
import { afterEach, expect, test, vi } from 'vitest';
import { sessions, users } from '#db/schema';
import { newMobile, newVisitor } from '#e2e/support/visitors';
import { createSession, endSession, findSession } from './sessions';
import { db } from './stores';

const DAY = 86_400_000;

afterEach(() => vi.useRealTimers());

async function signedIn() {
  const [user] = await db()
    .insert(users)
    .values({ mobile: newMobile(), passwordHash: 'none' })
    .returning();
  if (!user) throw new Error('no user');
  return { user, ...(await createSession(user, newVisitor())) };
}

function inDays(days: number) {
  vi.useRealTimers();
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + days * DAY });
}

test('a token has 256 bits, and the database holds only its SHA-256', async () => {
  const { token, user } = await signedIn();
  expect(Buffer.from(token, 'base64url')).toHaveLength(32);
  const rows = await db().select().from(sessions).where(eq(sessions.userId, user.id));
  expect(rows).toHaveLength(1);
  expect(JSON.stringify(rows)).not.toContain(token);
});

test('a token opens its own user, a made-up one nobody', async () => {
  const { token, user } = await signedIn();
  expect((await findSession(token))?.user).toEqual(user);
  expect(await findSession(`${token}x`)).toBeUndefined();
});

test('a session ends 30 days after its last use, which moves the end on', async () => {
  const { token } = await signedIn();
  expect((await findSession(token))?.renewed).toBeUndefined();
  inDays(29);
  expect((await findSession(token))?.renewed).toEqual({ token, maxAgeSeconds: 30 * 86_400 });
  inDays(58.9);
  expect(await findSession(token)).toBeDefined();
  inDays(89);
  expect(await findSession(token)).toBeUndefined();
});

test('an ended session opens nothing, and the others stay', async () => {
  const { token, user } = await signedIn();
  const other = await createSession(user, newVisitor());
  await endSession(token);
  expect(await findSession(token)).toBeUndefined();
  expect(await findSession(other.token)).toBeDefined();
});
