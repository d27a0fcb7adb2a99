import type { SenderName } from '../sms-routes';
import { ccp } from './ccp';
import { inbox } from './inbox';
import type { Sender } from './sender';

/** Everybody who can deliver, by name. */
export const SENDERS: Partial<Record<SenderName, Sender>> = { ccp, inbox };
