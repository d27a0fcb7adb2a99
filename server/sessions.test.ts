import { eq } from 'drizzle-orm';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { sessions, users } from '#db/schema';
import { newMember, signedIn as signedInAgain } from '#e2e/support/members';
import { newMobile, newVisitor } from '#e2e/support/visitors';
import {
  createSession,
  endOtherSessions,
  endSession,
  endSessionById,
  findSession,
  listSessions,
} from './sessions';
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

describe('the sessions of a user', () => {
  test('are listed with what their browsers say, the last used first', async () => {
    const { user, session, token } = await newMember();
    const userAgent =
      'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Mobile Safari/537.36';
    const other = await signedInAgain(user, { ...newVisitor(), userAgent });
    await newMember();
    inDays(2);
    await findSession(token);
    const list = await listSessions(session);
    expect(list).toMatchObject([
      { id: session.id, isCurrent: true, browser: null, system: null },
      { id: other.session.id, isCurrent: false, browser: 'Chrome', system: 'Android' },
    ]);
    expect(list[0]?.lastSeenAt).toBe(new Date(Date.now()).toISOString());
    expect(Date.parse(list[1]?.createdAt ?? '')).toBeLessThan(Date.now() - 1.9 * DAY);
    expect(JSON.stringify(list)).not.toContain(token);
  });

  test('tell their last use to the hour, and not each one', async () => {
    const { session, token } = await newMember();
    const lastSeen = async () => Date.parse((await listSessions(session))[0]?.lastSeenAt ?? '');
    const opened = await lastSeen();
    inDays(0.99 / 24);
    await findSession(token);
    expect(await lastSeen()).toBe(opened);
    inDays(1.01 / 24);
    await findSession(token);
    expect(await lastSeen()).toBe(Date.now());
  });

  test('leave the list when they expire', async () => {
    const { session } = await newMember();
    inDays(31);
    expect(await listSessions(session)).toEqual([]);
  });

  test('end by their id, for their own user only', async () => {
    const [owner, stranger] = [await newMember(), await newMember()];
    await endSessionById(stranger.user, owner.session.id);
    expect(await findSession(owner.token)).toBeDefined();
    await endSessionById(owner.user, owner.session.id);
    expect(await findSession(owner.token)).toBeUndefined();
    await endSessionById(owner.user, owner.session.id);
  });

  test('end all but one, which alone stays; those of others too', async () => {
    const [owner, stranger] = [await newMember(), await newMember()];
    const others = [await signedInAgain(owner.user), await signedInAgain(owner.user)];
    expect(await endOtherSessions(owner.session)).toBe(2);
    for (const { token } of others) expect(await findSession(token)).toBeUndefined();
    for (const { token } of [owner, stranger]) expect(await findSession(token)).toBeDefined();
    expect(await endOtherSessions(owner.session)).toBe(0);
  });
});
