import { desc } from 'drizzle-orm';
import { auditLog } from '#db/schema';
import { db } from '../stores';

const SHOWN = 12;

/** The last entries of the audit log, the newest first. */
export async function lastEntries() {
  const { seq, at, actor, action, details } = auditLog;
  const rows = await db()
    .select({ seq, at, actor, action, details })
    .from(auditLog)
    .orderBy(desc(seq))
    .limit(SHOWN);
  return rows.map((row) => ({
    ...row,
    at: row.at.toISOString(),
    details: row.details as Record<string, string>,
  }));
}
