/** One SMS with a code in it, on its way to one mobile. */
export interface CodeMessage {
  /** Ours, 32 hexadecimal digits: the same message asked twice has the same id. */
  id: string;
  /** E.164. */
  to: string;
  code: string;
  /** Whole minutes the code is still good. */
  minutes: number;
}

/**
 * Why an SMS was not sent. After `ambiguous` nobody knows whether it was; after every other kind it
 * surely was not.
 */
export type FailureKind =
  | 'invalid'
  | 'blocked'
  | 'throttled'
  | 'balance'
  | 'config'
  | 'retryable'
  | 'ambiguous';

export type Outcome =
  | { status: 'sent'; providerMessageId?: string }
  | { status: 'failed'; kind: FailureKind; code: string };

/** One way to deliver SMS. `send` never throws, and answers within SMS_SENDER_DEADLINE. */
export interface Sender {
  name: string;
  send(message: CodeMessage): Promise<Outcome>;
}
