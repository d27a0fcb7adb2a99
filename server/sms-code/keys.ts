import { keyedHash } from '../keyed-hash';
import type { Mobile } from '../mobile';
import type { Purpose } from '../sms-code';

/** Operators know `sms_code_{mobile}` from before there were other purposes. */
const nameOf = (purpose: Purpose, { e164 }: Mobile) =>
  purpose === 'registration' ? e164 : `${purpose}_${e164}`;
export const codeKey = (purpose: Purpose, mobile: Mobile) => `sms_code_${nameOf(purpose, mobile)}`;
export const challengeKey = (challenge: string) => `sms_challenge_${digestOf(challenge)}`;
export const triesKey = (challenge: string) => `sms_challenge_tries_${digestOf(challenge)}`;
/** Of each nonce of a code that was used, who used it. */
export const proofsKey = (purpose: Purpose, mobile: Mobile) =>
  `mobile_proofs_${nameOf(purpose, mobile)}`;
/** A challenge is a secret of its browser, so the store holds it as little as a password. */
export const digestOf = (challenge: string) =>
  keyedHash('challenge', challenge).toString('base64url');
export const ownerOf = (purpose: Purpose, mobile: Mobile, nonce: string) =>
  `${nameOf(purpose, mobile)} ${nonce}`;
