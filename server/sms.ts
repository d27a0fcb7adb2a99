import { eq } from 'drizzle-orm';
import { v7 } from 'uuid';
import { smsMessages } from '#db/schema';
import { env } from './env';
import { keyedHash } from './keyed-hash';
import { failureOf, log } from './log';
import type { Mobile } from './mobile';
import { ccp } from './sms/ccp';
import { inbox } from './sms/inbox';
import type { Outcome, Sender } from './sms/sender';
import { db } from './stores';

const SENDERS: Record<'ccp' | 'inbox', Sender> = { ccp, inbox };

export { type InboxMessage, inboxMessages } from './sms/inbox';

/**
 * Sends a code by the configured sender. The message is a row before it leaves, so a crash cannot
 * hide a paid SMS. Never throws for what the provider does: see `Outcome`.
 */
export async function sendCode(
  mobile: Mobile,
  code: string,
  expiresInSeconds: number,
): Promise<Outcome> {
  const sender = SENDERS[env().SMS_SENDER];
  const id = await writeMessage(mobile, sender.name);
  const minutes = Math.max(1, Math.floor(expiresInSeconds / 60));
  const outcome = await sender.send({
    id: id.replaceAll('-', ''),
    to: mobile.e164,
    country: mobile.country,
    code,
    minutes,
    language: 'en',
    text: `${code} is your Gatehouse code. It expires in ${minutes} min.`,
  });
  log.info({ message: id, sender: sender.name, country: mobile.country, ...outcome }, 'sms');
  await writeOutcome(id, outcome);
  return outcome;
}

async function writeMessage(mobile: Mobile, provider: string): Promise<string> {
  const id = v7();
  await db()
    .insert(smsMessages)
    .values({
      id,
      purpose: 'registration',
      country: mobile.country,
      prefix: mobile.prefix,
      mobileHash: keyedHash('sms-messages', mobile.e164).toString('hex'),
      provider,
      status: 'accepted',
    });
  return id;
}

/** What the provider said is known already: a database that is away now must not unsay it. */
async function writeOutcome(id: string, outcome: Outcome): Promise<void> {
  const columns =
    outcome.status === 'sent'
      ? { status: outcome.status, providerMessageId: outcome.providerMessageId }
      : {
          status: outcome.kind === 'ambiguous' ? ('unknown' as const) : outcome.status,
          errorKind: outcome.kind,
          errorCode: outcome.code,
        };
  await db()
    .update(smsMessages)
    .set(columns)
    .where(eq(smsMessages.id, id))
    .catch((error) =>
      log.error({ message: id, failure: failureOf(error) }, 'sms outcome not written'),
    );
}
