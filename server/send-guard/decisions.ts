import { desc, gt, sql } from 'drizzle-orm';
import { sendDecisions } from '#db/schema';
import type { Effort } from '../captcha';
import type { RuleName } from '../send-guard-modes';
import type { Purpose } from '../sms-code';
import { db } from '../stores';

/** What the send guard decided of one message. */
export interface Decision {
  allowed: boolean;
  /** The first enforced rule that refused. */
  reason: RuleName | 'lever' | null;
  /** Rules in observe mode that would have refused. */
  observed: RuleName[];
  purpose: Purpose;
  /** ISO 3166-1 alpha-2. */
  country: string;
  /** The number less its last four digits: never the whole of it. */
  prefix: string;
  sender: string;
  /** Ten-thousandths of the operator's currency, whole. */
  price: number;
  captcha: Effort;
}

/** Writes a decision down, in one statement. Rejects where PostgreSQL is away. */
export async function record({ captcha, ...decision }: Decision): Promise<void> {
  await db()
    .insert(sendDecisions)
    .values({ ...decision, captchaWay: captcha.way, captchaLevel: captcha.level });
}

/**
 * How often what was decided within the last `seconds`, most frequent first. `price` is that of the
 * allowed, in ten-thousandths; `observed` counts those that a rule in observe mode would have refused.
 */
export async function countDecisions(seconds: number) {
  const { country, allowed, reason, observed, price, createdAt } = sendDecisions;
  const decisions = sql<number>`count(*)::int`;
  return db()
    .select({
      country,
      allowed,
      reason,
      decisions,
      observed: sql<number>`(count(*) filter (where ${observed} <> '{}'))::int`,
      price: sql<number>`coalesce(sum(${price}) filter (where ${allowed}), 0)::float8`,
    })
    .from(sendDecisions)
    .where(gt(createdAt, sql`now() - make_interval(secs => ${seconds})`))
    .groupBy(country, allowed, reason)
    .orderBy(desc(decisions), country, reason);
}
