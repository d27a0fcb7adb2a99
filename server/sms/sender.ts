import type { Language } from '../language';
import type { SenderName } from '../sms-routes';

/** One SMS on its way to one mobile. */
interface Envelope {
  /** Ours, 32 hexadecimal digits: the same message asked twice has the same id. */
  id: string;
  /** E.164. */
  to: string;
  /** Of the number: ISO 3166, two letters. */
  country: string;
  language: Language;
  /** All of the SMS, for senders without templates of their own. One segment. */
  text: string;
}

export interface CodeMessage extends Envelope {
  code: string;
  /** Whole minutes the code is still good. */
  minutes: number;
}

/** Tells the owner of a mobile something; a template for it has no variables. */
export interface Notice extends Envelope {
  code?: undefined;
  minutes?: undefined;
}

export type Message = CodeMessage | Notice;

/**
 * Why an SMS was not sent. After `ambiguous` nobody knows whether it was; `duplicate` means the
 * provider has taken this id before, so it was; after every other kind it surely was not.
 */
export type FailureKind =
  | 'invalid'
  | 'blocked'
  | 'throttled'
  | 'balance'
  | 'config'
  | 'retryable'
  | 'ambiguous'
  | 'duplicate';

export type Outcome =
  | { status: 'sent'; providerMessageId?: string }
  | { status: 'failed'; kind: FailureKind; code: string };

/** One way to deliver SMS. `send` never throws, and answers within SMS_SENDER_DEADLINE. */
export interface Sender {
  name: SenderName;
  /** Variables without which it cannot send. */
  requires: readonly string[];
  /** Variables of which it needs at least one. */
  requiresOneOf?: readonly string[];
  send(message: Message): Promise<Outcome>;
}
