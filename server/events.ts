import { type SQL, sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { every, nudge, onStop } from './background';
import { env } from './env';
import { Courier } from './events/courier';
import { db } from './stores';

/** What the operator's systems are told, by type. Times are ISO 8601; never a number. */
interface Events {
  'user.registered': { user: string; country: string; at: string };
  /** `prefix` where `kind` is that: the number less its last four digits. */
  'sms.blocked': { kind: 'prefix' | 'country'; country: string; prefix?: string; until: string };
  /** `threshold` is in per cent, the money in the operator's currency. */
  'budget.threshold': {
    threshold: 80 | 100;
    window: { max: number; seconds: number };
    spent: number;
  };
}

/** How often a process looks for what other processes left. */
const POLL_SECONDS = 1;

const LOOP = 'events';

/** Has an event told, at least once, some time after this resolves; nothing without EVENTS_WEBHOOK_URL. */
export async function emit<Type extends keyof Events>(
  type: Type,
  data: Events[Type],
): Promise<void> {
  if (!areTold()) return;
  await db().execute(eventFrom(sql`(select) as always`, type, data));
  nudgeDelivery();
}

/** Whether anybody wants to hear of events. */
export function areTold(): boolean {
  return Boolean(env().EVENTS_WEBHOOK_URL);
}

/** A statement that writes one event for each row of `source`: it happens with what it tells, or not. */
export function eventFrom<Type extends keyof Events>(
  source: SQL,
  type: Type,
  data: Events[Type],
): SQL {
  return sql`
    insert into events (id, type, data)
    select ${v7()}::uuid, ${type}::text, ${JSON.stringify(data)}::jsonb from ${source}`;
}

/** Delivers what was just written without waiting for the next look. */
export function nudgeDelivery(): void {
  nudge(LOOP);
}

/** Begins to deliver events in this process, until it ends. */
export function startDelivery(): void {
  const courier = new Courier(() => nudge(LOOP));
  every(POLL_SECONDS, LOOP, () => courier.setOut());
  onStop(() => courier.rest());
}

/** Delivers all that is due and returns how many were tried. */
export async function deliverDue(now?: SQL): Promise<number> {
  const courier = new Courier(() => {}, now);
  let tried = 0;
  for (;;) {
    const found = await courier.setOut();
    await courier.rest();
    tried += found;
    if (found === 0) return tried;
  }
}
