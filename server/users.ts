import { eq } from 'drizzle-orm';
import { users } from '#db/schema';
import type { Mobile } from './mobile';
import { db } from './stores';

export type User = typeof users.$inferSelect;

export async function findUser(mobile: Mobile): Promise<User | undefined> {
  const [user] = await db().select().from(users).where(eq(users.mobile, mobile.e164));
  return user;
}

/** Writes a new user; undefined when the mobile already has one. The unique index decides races. */
export async function createUser(mobile: Mobile, passwordHash: string): Promise<User | undefined> {
  const [user] = await db()
    .insert(users)
    .values({ mobile: mobile.e164, passwordHash })
    .onConflictDoNothing({ target: users.mobile })
    .returning();
  return user;
}
