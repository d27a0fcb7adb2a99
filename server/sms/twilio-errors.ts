import type { Kinds } from './kinds';

/**
 * Twilio's error codes, from its error pages. Those from 30000 to 39999 come with a receipt, after
 * the message was taken and paid: to send again then is to send twice, whatever the kind.
 */
export const TWILIO_KINDS: Kinds = {
  invalid: '21211 21614 21612 30005 30006',
  blocked: '21610 21408 30004 30007 30450 30453 60410 60605',
  throttled: '20429 21611 30001',
  balance: '10001 30002 20403',
  config: '20003 21602 21603 21606 21212',
  retryable: '30003 30008',
};
