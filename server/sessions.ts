import { createHash, randomBytes } from 'node:crypto';
import { and, desc, eq, getTableColumns, gt, ne, type SQL, sql } from 'drizzle-orm';
import { sessions, users } from '#db/schema';
import { Refusal } from './errors';
import { keyedHash } from './keyed-hash';
import { policy } from './policy';
import { namesIn } from './sessions/user-agent';
import type { Purpose } from './sms-code';
import { db } from './stores';
import type { User } from './users';
import type { Visitor } from './visitor';

/** A token that was just handed out, for its cookie. */
export interface SessionToken {
  token: string;
  maxAgeSeconds: number;
}

/** A browser's session cookie: what it brought, and how it gets another. */
export interface SessionCookie {
  sessionToken?: string;
  keepSession(session: SessionToken): void;
}

/** A live session and whose it is. */
export interface OpenSession {
  id: string;
  user: User;
}

/** A session as its owner sees it. Times are ISO 8601. */
interface ListedSession {
  id: string;
  isCurrent: boolean;
  /** Such as `Chrome` and `Android`, as far as the browser says. */
  browser: string | null;
  system: string | null;
  createdAt: string;
  lastSeenAt: string;
}

/** Opens a session of `user`, once for each `token`; the token is stored nowhere. */
export async function createSession(
  user: User,
  visitor: Visitor,
  token = randomBytes(32).toString('base64url'),
): Promise<SessionToken> {
  await db().execute(sessionFrom(sql`(select ${user.id}::uuid as id) as its`, visitor, token));
  return handedOut(token);
}

/** The token of a session that is open by now. */
export function handedOut(token: string): SessionToken {
  return { token, maxAgeSeconds: policy().SESSION_LIFETIME };
}

/** A statement that opens a session, as `createSession` does, of each user in `source`. */
export function sessionFrom(source: SQL, { userAgent }: Visitor, token: string): SQL {
  const [now, end] = [new Date().toISOString(), expiry().toISOString()];
  return sql`
    insert into sessions (token_hash, user_id, user_agent, last_seen_at, expires_at)
    select ${hashOf(token)}, id, ${userAgent ?? null}::text, ${now}::timestamptz, ${end}::timestamptz
    from ${source}
    on conflict do nothing`;
}

/** What a proof was used for opens one session: the same form sent twice gets the same token. */
export function sessionTokenOf(purpose: Purpose, challenge: string): string {
  return keyedHash(`${purpose}-session`, challenge).toString('base64url');
}

/**
 * The live session that `token` opens. Its use by its owner moves its end on and says when it was,
 * once an hour at most; `renewed` then is for its cookie.
 */
export async function findSession(
  token: string,
): Promise<(OpenSession & { renewed?: SessionToken }) | undefined> {
  const [row] = await db()
    .select({ id: sessions.id, user: users, lastSeenAt: sessions.lastSeenAt })
    .from(sessions)
    .innerJoin(users, eq(sessions.userId, users.id))
    .where(and(eq(sessions.tokenHash, hashOf(token)), isLive()));
  if (!row) return undefined;
  const { lastSeenAt, ...session } = row;
  return { ...session, renewed: await renew(token, lastSeenAt) };
}

/** The session of who asks, its cookie renewed where it is time. Refuses `signed-out`. */
export async function requireSession({
  sessionToken,
  keepSession,
}: SessionCookie): Promise<OpenSession> {
  const found = sessionToken ? await findSession(sessionToken) : undefined;
  if (!found) throw new Refusal('signed-out');
  if (found.renewed) keepSession(found.renewed);
  return { id: found.id, user: found.user };
}

/** The live sessions of a user, the last used first. */
export async function listSessions({ id, user }: OpenSession): Promise<ListedSession[]> {
  const rows = await db()
    .select()
    .from(sessions)
    .where(and(eq(sessions.userId, user.id), isLive()))
    .orderBy(desc(sessions.lastSeenAt), desc(sessions.createdAt));
  return rows.map((row) => ({
    id: row.id,
    isCurrent: row.id === id,
    ...namesIn(row.userAgent),
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
  }));
}

/** All that is kept of a user's sessions, but the hashes of their tokens. */
export async function sessionsOf({ id }: User) {
  const { tokenHash, userId, ...columns } = getTableColumns(sessions);
  return db().select(columns).from(sessions).where(eq(userId, id)).orderBy(sessions.createdAt);
}

/** Ends the session of `token`, if there is one. */
export async function endSession(token: string): Promise<void> {
  await db()
    .delete(sessions)
    .where(eq(sessions.tokenHash, hashOf(token)));
}

/** Ends one of the user's own sessions; that it is ended already is no error. */
export async function endSessionById(user: User, id: string): Promise<void> {
  await db()
    .delete(sessions)
    .where(and(eq(sessions.userId, user.id), eq(sessions.id, id)));
}

/** Ends all sessions of a user but this one. Returns how many were live. */
export async function endOtherSessions({ id, user }: OpenSession): Promise<number> {
  const ended = await db()
    .delete(sessions)
    .where(and(eq(sessions.userId, user.id), ne(sessions.id, id)))
    .returning({ expiresAt: sessions.expiresAt });
  return ended.filter(({ expiresAt }) => expiresAt > new Date()).length;
}

const HOUR_MILLISECONDS = 3_600_000;

async function renew(token: string, lastSeenAt: Date): Promise<SessionToken | undefined> {
  const now = new Date();
  if (now.getTime() - lastSeenAt.getTime() < HOUR_MILLISECONDS) return undefined;
  await db()
    .update(sessions)
    .set({ lastSeenAt: now, expiresAt: expiry() })
    .where(eq(sessions.tokenHash, hashOf(token)));
  return handedOut(token);
}

const isLive = () => gt(sessions.expiresAt, new Date());

function expiry(): Date {
  return new Date(Date.now() + policy().SESSION_LIFETIME * 1000);
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
