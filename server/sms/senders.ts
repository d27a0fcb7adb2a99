import type { SenderName } from '../sms-routes';
import { aliyun } from './aliyun';
import { ccp } from './ccp';
import { inbox } from './inbox';
import type { Sender } from './sender';
import { tencent } from './tencent';
import { twilio } from './twilio';
import { webhook } from './webhook';

/** Everybody who can deliver. Complete, so that no route can name somebody who is not there. */
export const SENDERS: Record<SenderName, Sender> = {
  ccp,
  aliyun,
  tencent,
  twilio,
  webhook,
  inbox,
};

/** Groups of variables: of each group a sender cannot do without at least one. */
export function requirementsOf({ requires, requiresOneOf }: Sender): readonly string[][] {
  return [...requires.map((name) => [name]), ...(requiresOneOf ? [[...requiresOneOf]] : [])];
}
