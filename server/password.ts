import { hash, verify } from '@node-rs/argon2';
import { dictionary } from '@zxcvbn-ts/language-common';
import pLimit from 'p-limit';
import { Refusal } from './errors';
import { policy } from './policy';
import { chargeWith, limited } from './rate-limit';
import type { Step } from './transaction';
import type { Visitor } from './visitor';

const COMMON = new Set(dictionary['passwords-common'].map(String));

/** Argon2id as OWASP advises: 19 MiB, two passes, one lane. Stored with each hash. */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };

/** Of the four threads that also draw pictures and resolve names, hashing takes two at most. */
const inTurn = pLimit(2);

/**
 * A password its owner may choose, in Unicode NFC: long enough, not among the commonest, not the
 * number it belongs to. No composition rules (NIST SP 800-63B-4 §3.1.1).
 * Refuses `password-short`, `password-long`, `password-common`.
 */
export function parsePassword(input: string, e164: string): string {
  const { PASSWORD_MIN_LENGTH, PASSWORD_MAX_LENGTH } = policy();
  const password = normalised(input);
  const { length } = [...password];
  if (length < PASSWORD_MIN_LENGTH) {
    throw new Refusal('password-short', { limit: PASSWORD_MIN_LENGTH });
  }
  if (length > PASSWORD_MAX_LENGTH) {
    throw new Refusal('password-long', { limit: PASSWORD_MAX_LENGTH });
  }
  if (isExpected(password.toLowerCase(), e164)) throw new Refusal('password-common');
  return password;
}

/**
 * Before a hash for somebody who is not signed in: only proven mobiles get that far, but one of them
 * could ask for hashes without end. Refuses `sms-code-expired` and `too-frequent`.
 */
export async function chargeHash({ address }: Visitor, proof: Step<boolean>): Promise<void> {
  const { REGISTRATIONS_PER_ADDRESS } = policy();
  const limit = limited('registrations_per_address', REGISTRATIONS_PER_ADDRESS, address);
  const [charged, isProven] = await chargeWith([limit], proof);
  if (isProven) return;
  await charged.giveBack();
  throw new Refusal('sms-code-expired');
}

/** The form a password is stored in. */
export function hashPassword(password: string): Promise<string> {
  return inTurn(() => hash(normalised(password), COST));
}

/** Whether `password` is the one behind `stored`. Takes as long when there is none. */
export async function isPassword(password: string, stored?: string): Promise<boolean> {
  const known = stored ?? (await nobodysHash());
  const same = await inTurn(() => verify(known, normalised(password)));
  return same && stored !== undefined;
}

let nobodys: Promise<string> | undefined;
function nobodysHash(): Promise<string> {
  nobodys ??= hashPassword('nobody has this password');
  return nobodys;
}

function isExpected(password: string, e164: string): boolean {
  const digits = password.replace(/[\s+-]/g, '');
  const ofMobile = digits.length >= 8 && e164.endsWith(digits);
  return ofMobile || COMMON.has(password) || password.includes('gatehouse');
}

function normalised(input: string): string {
  return input.normalize('NFC');
}
