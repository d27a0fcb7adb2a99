import { createHash, randomBytes } from 'node:crypto';
import { and, eq, gt } from 'drizzle-orm';
import { sessions, users } from '#db/schema';
import { policy } from './policy';
import { db } from './stores';
import type { User } from './users';

/** A token that was just handed out, for its cookie. */
export interface SessionToken {
  token: string;
  maxAgeSeconds: number;
}

/** Opens a session of `user`, once for each `token`; the token is stored nowhere. */
export async function createSession(
  user: User,
  token = randomBytes(32).toString('base64url'),
): Promise<SessionToken> {
  await db()
    .insert(sessions)
    .values({ tokenHash: hashOf(token), userId: user.id, expiresAt: expiry() })
    .onConflictDoNothing();
  return { token, maxAgeSeconds: policy().SESSION_LIFETIME };
}

/** Whose live session `token` opens. Each use by its owner moves its end on, once a day at most. */
export async function findSession(
  token: string,
): Promise<{ user: User; renewed?: SessionToken } | undefined> {
  const [row] = await db()
    .select({ user: users, expiresAt: sessions.expiresAt })
    .from(sessions)
    .innerJoin(users, eq(sessions.userId, users.id))
    .where(and(eq(sessions.tokenHash, hashOf(token)), gt(sessions.expiresAt, new Date())));
  if (!row) return undefined;
  return { user: row.user, renewed: await renew(token, row.expiresAt) };
}

/** Ends the session of `token`, if there is one. */
export async function endSession(token: string): Promise<void> {
  await db()
    .delete(sessions)
    .where(eq(sessions.tokenHash, hashOf(token)));
}

const DAY_MILLISECONDS = 86_400_000;

async function renew(token: string, expiresAt: Date): Promise<SessionToken | undefined> {
  if (expiry().getTime() - expiresAt.getTime() < DAY_MILLISECONDS) return undefined;
  await db()
    .update(sessions)
    .set({ expiresAt: expiry() })
    .where(eq(sessions.tokenHash, hashOf(token)));
  return { token, maxAgeSeconds: policy().SESSION_LIFETIME };
}

function expiry(): Date {
  return new Date(Date.now() + policy().SESSION_LIFETIME * 1000);
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
