import { sql } from 'drizzle-orm';
import { smsMessages } from '#db/schema';
import { isSameSecret } from '../constant-time';
import { env } from '../env';
import { log } from '../log';
import { db } from '../stores';
import { tally } from '../tally';
import { CARRIER, NOT_FINAL } from './attempts';
import { aliyun } from './receipts/aliyun';
import { ccp } from './receipts/ccp';
import type { Receipt, ReceiptFormat } from './receipts/receipt';
import { tencent } from './receipts/tencent';
import { twilio } from './receipts/twilio';
import { receiptsUrl } from './receipts-url';

const FORMATS: Record<string, ReceiptFormat> = { ccp, aliyun, tencent, twilio };

/** 500 receipts with room; more is not a receipt. */
export const MAX_RECEIPT_BYTES = 256 * 1024;
const MAX_ITEMS = 500;

/**
 * Takes what a provider says became of messages: who knows the secret address, and for Twilio the
 * signature, is believed that far and no further. Undefined where there is no such address.
 * A receipt moves a row forward and never verifies a mobile.
 */
export function receiptDoor(provider: string, secret: string) {
  const format = Object.hasOwn(FORMATS, provider) ? FORMATS[provider] : undefined;
  const { SMS_RECEIPTS_SECRET: expected } = env();
  const isRight = isSameSecret(expected ?? '', secret);
  if (!expected || !isRight || !format) return undefined;
  return (body: string, headers: Headers, search: string): Promise<Response> => {
    const url = `${receiptsUrl(provider)}${search}`;
    return take(provider, format, { body, headers, url });
  };
}

async function take(
  provider: string,
  format: ReceiptFormat,
  delivered: Parameters<ReceiptFormat['read']>[0],
): Promise<Response> {
  const receipts = format.read(delivered);
  if (!receipts) return new Response(null, { status: format === twilio ? 403 : 400 });
  if (receipts.length > MAX_ITEMS) return new Response(null, { status: 413 });
  const known = receipts.filter(({ id, providerMessageId }) => id || providerMessageId);
  const changed = known.length > 0 ? await apply(provider, known) : 0;
  log.info({ provider, receipts: receipts.length, changed }, 'sms receipts');
  return format.answer();
}

/**
 * One statement, guarded by status: repeats, disorder and receipts that come at once change nothing
 * twice and nothing back. Of several for one row, one that is final counts, else the first.
 * Returns how many rows moved.
 */
async function apply(provider: string, receipts: Receipt[]): Promise<number> {
  const rows = receipts.map((receipt, position) => ({
    id: receipt.id,
    name: receipt.providerMessageId,
    status: receipt.status,
    code: receipt.code,
    position,
  }));
  const moved = await db().execute<Moved>(sql`
    update ${smsMessages} set
      status = news.status,
      error_kind = case when news.status = 'failed' then ${CARRIER} end,
      error_code = case when news.status = 'failed' then news.code end
    from (
      select distinct on (m.id) m.id, r.status, r.code
      from jsonb_to_recordset(${JSON.stringify(rows)}::text::jsonb)
        as r(id uuid, name text, status sms_status, code text, position int)
      join ${smsMessages} as m on m.provider = ${provider}
        and (m.id = r.id or m.provider_message_id = r.name)
      order by m.id, r.status = 'sent', r.position
    ) as news
    where ${smsMessages.id} = news.id
      and ${NOT_FINAL}
      and ${smsMessages.status} <> news.status
    returning ${smsMessages.status}, country, prefix, provider`);
  for (const each of moved) count(each);
  return moved.length;
}

type Moved = { status: string; country: string; prefix: string; provider: string };

function count({ status, provider: sender, ...of }: Moved): void {
  if (status === 'delivered') tally('delivered', { ...of, sender });
  if (status === 'failed') tally('undelivered', { ...of, sender });
}
