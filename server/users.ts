import { and, eq, type SQL, sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { sessions, users } from '#db/schema';
import { areTold, eventFrom, nudgeDelivery } from './events';
import type { Mobile } from './mobile';
import { db } from './stores';

export type User = typeof users.$inferSelect;

export async function findUser(mobile: Pick<Mobile, 'e164'>): Promise<User | undefined> {
  const [user] = await db().select().from(users).where(eq(users.mobile, mobile.e164));
  return user;
}

/**
 * Writes a new user, and in the same statement the event that tells of them and what `withIt` makes
 * of who was created; undefined when the mobile already has one. The unique index decides races.
 */
export async function createUser(
  mobile: Mobile,
  passwordHash: string,
  withIt?: (created: SQL) => SQL,
): Promise<User | undefined> {
  const [id, createdAt] = [v7(), new Date()];
  const source = sql`created`;
  const created = db()
    .$with('created')
    .as(
      db()
        .insert(users)
        .values({ id, mobile: mobile.e164, passwordHash, createdAt })
        .onConflictDoNothing({ target: users.mobile })
        .returning(),
    );
  const data = { user: id, country: mobile.country, at: createdAt.toISOString() };
  const also = (name: string, statement: SQL) => db().$with(name, {}).as(statement);
  const parts = [
    ...(areTold() ? [also('told', eventFrom(source, 'user.registered', data))] : []),
    ...(withIt ? [also('with_it', withIt(source))] : []),
  ];
  const [user] = await db()
    .with(created, ...parts)
    .select()
    .from(created);
  if (user) nudgeDelivery();
  return user;
}

/** Sets another password and, in the same statement, ends all sessions but `kept`. */
export async function setPassword(user: User, passwordHash: string, kept?: string): Promise<void> {
  await db().execute(sql`
    with ended as (
      delete from ${sessions}
      where ${sessions.userId} = ${user.id} and ${sessions.id} is distinct from ${kept ?? null}::uuid
    )
    update ${users} set password_hash = ${passwordHash} where ${users.id} = ${user.id}`);
}

/**
 * Sets another mobile; false where that has a user already, or `user` another mobile by now. The
 * unique index decides races.
 */
export async function setMobile(user: User, mobile: Mobile): Promise<boolean> {
  const changed = await db()
    .update(users)
    .set({ mobile: mobile.e164 })
    .where(and(eq(users.id, user.id), eq(users.mobile, user.mobile)))
    .returning({ id: users.id })
    .catch(noneIfTaken);
  return changed.length > 0;
}

/** Ends the account, and by the tables' own rule its sessions. */
export async function deleteUser(user: User): Promise<void> {
  await db().delete(users).where(eq(users.id, user.id));
}

const UNIQUE_VIOLATION = '23505';

function noneIfTaken(error: Error & { cause?: { code?: string } }): never[] {
  if (error.cause?.code === UNIQUE_VIOLATION) return [];
  throw error;
}
