import { and, desc, eq, getTableColumns, ne, or, sql } from 'drizzle-orm';
import { v7 } from 'uuid';
import { smsMessages } from '#db/schema';
import { keyedHash } from '../keyed-hash';
import { failureOf, log } from '../log';
import type { Mobile } from '../mobile';
import type { Purpose } from '../sms-code';
import type { SenderName } from '../sms-routes';
import { db } from '../stores';
import type { Outcome } from './sender';
import type { NoticeKind } from './text';

/** What is known of the SMS a visitor waits for. */
export type DeliveryState = 'sending' | 'sent' | 'unknown' | 'delivered' | 'refused';

/** What a code is for, or what a notice tells. */
export type SmsPurpose = Purpose | NoticeKind;

export interface Request {
  /** One SMS asked for, whoever delivers it. */
  id: string;
  mobile: Mobile;
  purpose: SmsPurpose;
  /** Who holds it may see what became of the SMS. */
  challenge?: string;
}

/** `errorKind` where a provider took the SMS and it was refused on its way. */
export const CARRIER = 'carrier';

/** Statuses that an answer or a receipt may still change; the others are final. */
export const NOT_FINAL = sql`(${smsMessages.status} in ('sending', 'unknown', 'sent'))`;

/** Writes an attempt before its request leaves, so that a crash cannot hide a paid SMS. */
export async function writeAttempt(request: Request, provider: SenderName): Promise<string> {
  const { mobile, purpose, challenge } = request;
  const id = v7();
  await db()
    .insert(smsMessages)
    .values({
      id,
      requestId: request.id,
      purpose,
      country: mobile.country,
      prefix: mobile.prefix,
      mobileHash: mobileHashOf(mobile.e164),
      challengeHash: challenge && hashOf(challenge),
      provider,
      status: 'sending',
    });
  return id;
}

/**
 * What the provider said. A receipt may have said more already, which stays. The outcome is known
 * whatever happens here: a database that is away now must not unsay it.
 */
export async function writeOutcome(id: string, outcome: Outcome): Promise<void> {
  const { status, kind, code, name } = columnsOf(outcome);
  const isNews = sql`${smsMessages.status} in ('sending', 'unknown')`;
  await db()
    .update(smsMessages)
    .set({
      providerMessageId: name,
      status: sql`case when ${isNews} then ${status}::sms_status else ${smsMessages.status} end`,
      errorKind: sql`case when ${isNews} then ${kind} else ${smsMessages.errorKind} end`,
      errorCode: sql`case when ${isNews} then ${code} else ${smsMessages.errorCode} end`,
    })
    .where(eq(smsMessages.id, id))
    .catch((error) =>
      log.error({ message: id, failure: failureOf(error) }, 'sms outcome not written'),
    );
}

/**
 * Notes that a code was entered, on the last SMS of its challenge that may have come: nobody knows of
 * two with the same code which one was read. Returns who had delivered it.
 */
export async function noteEntered(challenge: string): Promise<string | undefined> {
  const [row] = await db().execute<{ provider: string }>(sql`
    update ${smsMessages} set verified_at = now()
    where verified_at is null and id = (
      select id from ${smsMessages}
      where challenge_hash = ${hashOf(challenge)} and status <> 'failed'
      order by id desc limit 1
    )
    returning provider`);
  return row?.provider;
}

/** Who sent these is gone, or was given no answer in time: whether they left, nobody can say. */
export async function settleAbandoned(olderThanSeconds: number): Promise<void> {
  const settled = await db()
    .update(smsMessages)
    .set({ status: 'unknown', errorKind: 'ambiguous', errorCode: 'abandoned' })
    .where(
      sql`${smsMessages.status} = 'sending'
        and ${smsMessages.createdAt} < now() - make_interval(secs => ${olderThanSeconds})`,
    )
    .returning({ id: smsMessages.id });
  if (settled.length > 0) log.warn({ messages: settled.length }, 'sms left sending are unknown');
}

/** What became of the last SMS of a challenge that was not surely refused before it left. */
export async function findDelivery(challenge: string): Promise<DeliveryState | null> {
  const [row] = await db()
    .select({ status: smsMessages.status })
    .from(smsMessages)
    .where(
      and(
        eq(smsMessages.challengeHash, hashOf(challenge)),
        or(ne(smsMessages.status, 'failed'), eq(smsMessages.errorKind, CARRIER)),
      ),
    )
    .orderBy(desc(smsMessages.id))
    .limit(1);
  if (!row) return null;
  return row.status === 'failed' ? 'refused' : row.status;
}

/** All that is known of the SMS to a number; of them no hash, which is a key of ours. */
export async function messagesTo(e164: string) {
  const { mobileHash, challengeHash, ...columns } = getTableColumns(smsMessages);
  return db()
    .select(columns)
    .from(smsMessages)
    .where(eq(mobileHash, mobileHashOf(e164)))
    .orderBy(smsMessages.id);
}

/** Makes the SMS to a number nobody's; that they were sent, and how, stays for the bill. */
export async function forgetMessages(e164: string): Promise<void> {
  await db()
    .update(smsMessages)
    .set({ mobileHash: '', challengeHash: null })
    .where(eq(smsMessages.mobileHash, mobileHashOf(e164)));
}

function mobileHashOf(e164: string): string {
  return keyedHash('sms-messages', e164).toString('hex');
}

function columnsOf(outcome: Outcome) {
  if (outcome.status === 'sent') {
    const { status, providerMessageId: name } = outcome;
    return { status, kind: null, code: null, name };
  }
  const { kind, code } = outcome;
  return { status: kind === 'ambiguous' ? 'unknown' : 'failed', kind, code, name: undefined };
}

/** A challenge is a secret of its browser, so the database knows only a hash of it. */
function hashOf(challenge: string): string {
  return keyedHash('sms-messages-challenge', challenge).toString('base64url');
}
