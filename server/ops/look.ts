import { record } from '../audit';
import { kv } from '../stores';

/** So long the page may stay open, and ask, as one look. */
const LOOK_SECONDS = 12 * 3_600;

/**
 * Puts an opening of the page into the audit log, once: `look` is its id, made by the page. Whoever
 * asks with another id looks again. Rejects, and remembers nothing, where it cannot be recorded.
 */
export async function noteLook(look: string, sessionId: string, actor: string): Promise<void> {
  const key = `ops_look_${sessionId}_${look}`;
  const isFirst = (await kv().set(key, '1', { nx: true, ex: LOOK_SECONDS })) !== null;
  if (!isFirst) return;
  try {
    await record(actor, 'look', { page: '/ops' });
  } catch (error) {
    await kv().del(key);
    throw error;
  }
}
