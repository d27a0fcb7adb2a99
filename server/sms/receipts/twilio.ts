import { createHmac } from 'node:crypto';
import { z } from 'zod';
import { isSameSecret } from '../../constant-time';
import { env } from '../../env';
import { code, type Delivered, ourId, type Receipt, type ReceiptFormat, theirId } from './receipt';

const STATUSES: Record<string, Receipt['status']> = {
  sent: 'sent',
  delivered: 'delivered',
  read: 'delivered',
  undelivered: 'failed',
  failed: 'failed',
  canceled: 'failed',
};

const CALLBACK = z.object({
  /** Ours, from the address, which is signed: a receipt may be here before Twilio's id is written. */
  id: ourId(),
  MessageSid: theirId(),
  MessageStatus: z.string(),
  ErrorCode: code(),
});

/** Twilio status callback: a form, signed with the auth token. */
export const twilio: ReceiptFormat = {
  read(delivered) {
    const form = new URLSearchParams(delivered.body);
    if (!isSigned(delivered, form)) return undefined;
    const { data } = CALLBACK.safeParse({ ...Object.fromEntries(form), id: idIn(delivered) });
    const status =
      data && Object.hasOwn(STATUSES, data.MessageStatus) && STATUSES[data.MessageStatus];
    if (!data || !status) return [];
    const failure = status === 'failed' ? { code: data.ErrorCode } : {};
    return [{ id: data.id, providerMessageId: data.MessageSid, status, ...failure }];
  },
  answer: () => new Response(null, { status: 204 }),
};

function idIn({ url }: Delivered): string | undefined {
  return new URL(url).searchParams.get('id') ?? undefined;
}

/** Signed is the address Twilio was given; some of its systems write the port, some do not. */
function isSigned({ headers, url }: Delivered, form: URLSearchParams): boolean {
  const given = headers.get('x-twilio-signature') ?? '';
  const token = env().TWILIO_AUTH_TOKEN;
  if (!token) return false;
  return [url, withPort(url)].some((each) => isSameSecret(signature(token, each, form), given));
}

/** HMAC-SHA1 over the URL and each name with its values, sorted, no value twice. */
export function signature(token: string, url: string, form: URLSearchParams): string {
  const names = [...new Set(form.keys())].sort();
  const pairs = names.flatMap((name) =>
    [...new Set(form.getAll(name))].sort().map((value) => name + value),
  );
  return createHmac('sha1', token)
    .update(url + pairs.join(''))
    .digest('base64');
}

function withPort(url: string): string {
  const { protocol, host, port, pathname, search } = new URL(url);
  const standard = protocol === 'https:' ? 443 : 80;
  return `${protocol}//${host}${port ? '' : `:${standard}`}${pathname}${search}`;
}
