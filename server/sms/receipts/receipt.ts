import { z } from 'zod';

/** What became of one message, as its provider tells it. At least one name is there. */
export interface Receipt {
  /** Ours: the row's id, as the 32 hexadecimal digits the provider was given. */
  id?: string;
  /** The provider's. */
  providerMessageId?: string;
  status: 'sent' | 'delivered' | 'failed';
  /** Why it failed, in the carrier's words. */
  code?: string;
}

export interface Delivered {
  headers: Headers;
  /** At most MAX_RECEIPT_BYTES, read as UTF-8. */
  body: string;
  /** Where it came to, under PUBLIC_URL. */
  url: string;
}

/** How one provider tells of deliveries, and what it wants to hear. */
export interface ReceiptFormat {
  /**
   * The receipts in a request; what is none, or not of a form we know, is left out. Undefined where
   * the whole is not what this provider sends.
   */
  read(delivered: Delivered): Receipt[] | undefined;
  answer(): Response;
}

/** A receipt is a stranger's word: a name of another form cannot be one of ours. */
export const ourId = () => optional(z.string().regex(/^[0-9a-f]{32}$/));
export const theirId = () =>
  optional(
    z
      .string()
      .trim()
      .regex(/^[\w^.:+=/-]{1,128}$/),
  );
/** Of another form it may hold a number or a text. */
export const code = () =>
  optional(
    z
      .string()
      .trim()
      .regex(/^[\w.:-]{1,40}$/),
  );

function optional<T extends z.ZodType>(type: T) {
  return type.optional().catch(undefined);
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Reads each item of an array by itself, so that a strange one costs no other its receipt. */
export function readEach(items: unknown, read: (item: unknown) => Receipt | undefined) {
  if (!Array.isArray(items)) return undefined;
  return items.flatMap((item) => read(item) ?? []);
}
