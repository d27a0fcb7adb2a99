import { randomBytes } from 'node:crypto';
import { isSameSecret } from './constant-time';
import { Refusal } from './errors';
import { keyedHash } from './keyed-hash';
import type { Mobile } from './mobile';
import { policy } from './policy';
import {
  admit,
  entryOf,
  type Guess,
  guessesKey,
  guessesLeft,
  guessesStep,
  secondsUntilFirst,
} from './sms-code/guesses';
import { challengeKey, codeKey, digestOf, ownerOf, proofsKey, triesKey } from './sms-code/keys';
import { countedTry } from './sms-code/tries';
import { kv } from './stores';
import { hashIn, type Step, transact, undo } from './transaction';

/** What a code is for. Codes, challenges and proofs of one purpose are nothing to another. */
export const PURPOSES = ['registration', 'sign-in', 'password-reset', 'mobile-change'] as const;

export type Purpose = (typeof PURPOSES)[number];

interface IssuedCode {
  code: string;
  /** 128 bits that only the asker gets: wrong tries count against it, the right one needs it. */
  challenge: string;
  /** Seconds until the code expires: the whole lifetime, or what is left of it at a resend. */
  expiresInSeconds: number;
  /** Makes the code void, unless an earlier SMS carried it. */
  takeBack(): Promise<void>;
}

/**
 * Makes a code for `mobile`, or gives the one that is still good: a resend is the same code and
 * never extends it. The store keeps a nonce, never the code, and of a challenge only a hash. A
 * `presented` challenge that belongs to this code and has tries left stays, with the wrong ones it had.
 * Refuses `too-frequent` while a code is there that would expire on its way.
 */
export async function issue(purpose: Purpose, mobile: Mobile, presented = ''): Promise<IssuedCode> {
  const key = codeKey(purpose, mobile);
  const { SMS_CODE_LIFETIME, SMS_CODE_LEAST_LIFETIME } = policy();
  const [fresh, opened] = [randomText(), randomText()];
  const [, nonce, expiresInSeconds, , owner, tries, log] = await kv()
    .multi()
    .set(key, fresh, { nx: true, ex: SMS_CODE_LIFETIME })
    .get<string>(key)
    .ttl(key)
    .set(challengeKey(opened), ownerOf(purpose, mobile, fresh), { ex: SMS_CODE_LIFETIME })
    .get<string>(challengeKey(presented))
    .lrange(triesKey(presented), 0, -1)
    .lrange(guessesKey(mobile), 0, -1)
    .exec<[string | null, string, number, string, string | null, string[], string[]]>();
  if (expiresInSeconds < SMS_CODE_LEAST_LIFETIME) {
    throw new Refusal('too-frequent', { retryAfterSeconds: Math.max(1, expiresInSeconds) });
  }
  const own = ownerOf(purpose, mobile, nonce);
  const isAlive = owner === own && (tries.length === 0 || triesLeft(tries.length, log) > 0);
  const challenge = isAlive ? presented : opened;
  // What was opened is for the fresh code, which is not the one that is there.
  if (nonce !== fresh && !isAlive) {
    await kv().set(challengeKey(opened), own, { ex: expiresInSeconds });
  }
  return {
    code: codeOf(purpose, mobile, nonce),
    challenge,
    expiresInSeconds,
    takeBack: async () => {
      if (nonce === fresh) await kv().del(key, challengeKey(challenge));
    },
  };
}

/** That its holder has the mobile. */
interface Proof {
  /** How long it still holds. */
  provenSeconds: number;
  /** Not the same answer given again. */
  isNew: boolean;
}

/** Seconds until a code for `mobile` would be compared, after those that were tried. */
export function triedStep(mobile: Mobile): Step<number> {
  const guesses = guessesStep(mobile);
  return {
    enter: guesses.enter,
    read: (replies) => secondsUntilFirst(guesses.read(replies)),
  };
}

/** Refuses `too-frequent` while too many wrong codes were tried: none would be compared. */
export function checkTried(retryAfterSeconds: number): void {
  if (retryAfterSeconds > 0) throw new Refusal('too-frequent', { retryAfterSeconds });
}

/**
 * Proves `mobile` with the code from its SMS, once: of any number of right answers at the same time
 * one challenge wins. It then holds a proof for MOBILE_PROOF_LIFETIME, and asking again with it
 * succeeds, so nothing is lost if what follows fails. The first time `steps` are done with it, in the
 * same transaction.
 * Refuses `sms-code-wrong`, `sms-code-dead`, `sms-code-expired`.
 */
export async function consume(
  holder: Holder,
  typed: string,
  ...steps: Step<unknown>[]
): Promise<Proof> {
  const code = digitsIn(typed);
  const tryStep = countedTry(holder.challenge, code);
  const [{ nonce, winner, seconds }, { guess, left: triesLeft }, log] = await transact(
    holdingStep(holder),
    tryStep,
    guessesStep(holder.mobile),
  );
  if (!nonce) {
    await undo([tryStep]).catch(() => {}); // what stays expires
    throw new Refusal('sms-code-expired');
  }
  if (winner === digestOf(holder.challenge)) return { provenSeconds: seconds, isNew: false };
  if (winner) throw new Refusal('sms-code-expired');
  if (!guess) throw new Refusal('sms-code-dead');
  const { isAdmitted, left } = await admit(holder.mobile, guess, log);
  if (!isAdmitted) throw new Refusal('sms-code-dead');
  const isRight = isSameSecret(codeOf(holder.purpose, holder.mobile, nonce), code);
  if (!isRight) refuseWrong(Math.min(triesLeft, left));
  return claim(holder, nonce, guess, steps);
}

/** Who uses a code, or the proof that it became. */
export interface Holder {
  purpose: Purpose;
  mobile: Mobile;
  challenge: string;
}

/** Refuses `sms-code-expired` where the challenge holds no proof of the mobile for this purpose. */
export async function checkProof(holder: Holder): Promise<void> {
  const [isProven] = await transact(proofStep(holder));
  if (!isProven) throw new Refusal('sms-code-expired');
}

/** Whether the challenge holds a proof of the mobile for this purpose. */
export function proofStep(holder: Holder): Step<boolean> {
  const { enter, read } = holdingStep(holder);
  return { enter, read: (replies) => read(replies).winner === digestOf(holder.challenge) };
}

interface Holding {
  /** Of the code that the challenge is for; undefined where it is for none of this mobile. */
  nonce?: string;
  /** The digest of the challenge that used the code. */
  winner?: string;
  /** Until the challenge, and what it proves, is nothing any more. */
  seconds: number;
}

function holdingStep({ purpose, mobile, challenge }: Holder): Step<Holding> {
  return {
    enter(tx) {
      tx.get(challengeKey(challenge));
      tx.ttl(challengeKey(challenge));
      tx.hgetall(proofsKey(purpose, mobile));
    },
    read([owner, seconds, winners]) {
      const nonce =
        String(owner ?? '')
          .split(' ')
          .at(-1) ?? '';
      if (owner !== ownerOf(purpose, mobile, nonce)) return { seconds: 0 };
      return { nonce, winner: hashIn(winners).get(nonce), seconds: seconds as number };
    },
  };
}

/** How many tries a challenge has that had `tries`, where `log` are those for its mobile. */
function triesLeft(tries: number, log: string[]): number {
  return Math.min(policy().WRONG_CODES_PER_CHALLENGE - tries, guessesLeft(log));
}

function refuseWrong(triesLeft: number): never {
  if (triesLeft <= 0) throw new Refusal('sms-code-dead');
  throw new Refusal('sms-code-wrong', { triesLeft });
}

/** The right guess is no wrong one: it is not counted any more. */
async function claim(
  holder: Holder,
  nonce: string,
  guess: Guess,
  steps: Step<unknown>[],
): Promise<Proof> {
  const { purpose, mobile, challenge } = holder;
  const seconds = policy().MOBILE_PROOF_LIFETIME;
  const claimStep: Step<{ isNew: boolean; winner?: string }> = {
    enter(tx) {
      tx.hsetnx(proofsKey(purpose, mobile), nonce, digestOf(challenge));
      tx.hgetall(proofsKey(purpose, mobile));
      tx.expire(proofsKey(purpose, mobile), seconds);
      tx.expire(challengeKey(challenge), seconds);
      tx.del(codeKey(purpose, mobile));
      tx.lrem(guessesKey(mobile), 0, entryOf(guess));
    },
    read: ([isNew, winners]) => ({ isNew: isNew === 1, winner: hashIn(winners).get(nonce) }),
  };
  const [{ isNew, winner }] = await transact(claimStep, ...steps);
  if (!isNew) await undo(steps).catch(() => {}); // somebody else did it a moment before
  if (winner !== digestOf(challenge)) throw new Refusal('sms-code-expired');
  return { provenSeconds: seconds, isNew };
}

/** The code of a nonce: HMAC-SHA-256, truncated to decimal digits as in HOTP (RFC 4226 §5.3). */
function codeOf(purpose: Purpose, mobile: Mobile, nonce: string): string {
  const hash = keyedHash('sms-code', purpose, mobile.e164, nonce);
  const offset = hash.readUInt8(hash.length - 1) & 0xf;
  const digits = policy().SMS_CODE_DIGITS;
  const number = (hash.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}

/** 128 bits. */
function randomText(): string {
  return randomBytes(16).toString('base64url');
}

/** A code as pasted or typed: `048 213`, or in full-width digits. */
function digitsIn(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '');
}
