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
  secondsUntilFirst,
} from './sms-code/guesses';
import { kv } from './stores';

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

/** Refuses `too-frequent` while too many wrong codes were tried for `mobile`: none would be compared. */
export async function checkWrongTries(mobile: Mobile): Promise<void> {
  const retryAfterSeconds = secondsUntilFirst(await kv().lrange(guessesKey(mobile), 0, -1));
  if (retryAfterSeconds > 0) throw new Refusal('too-frequent', { retryAfterSeconds });
}

/**
 * Proves `mobile` with the code from its SMS, once: of any number of right answers at the same time
 * one challenge wins. It then holds a proof for MOBILE_PROOF_LIFETIME, and asking again with it
 * succeeds, so nothing is lost if what follows fails.
 * Refuses `sms-code-wrong`, `sms-code-dead`, `sms-code-expired`.
 */
export async function consume(
  purpose: Purpose,
  mobile: Mobile,
  challenge: string,
  typed: string,
): Promise<Proof> {
  const nonce = await nonceOf(purpose, mobile, challenge);
  const attempt = await countTry(mobile, challenge, nonce, digitsIn(typed));
  if (attempt.winner === digestOf(challenge)) {
    return { provenSeconds: attempt.provenSeconds, isNew: false };
  }
  if (attempt.winner) throw new Refusal('sms-code-expired');
  if (!attempt.guess) throw new Refusal('sms-code-dead');
  const { isAdmitted, left } = await admit(mobile, attempt.guess, attempt.log);
  if (!isAdmitted) throw new Refusal('sms-code-dead');
  const isRight = isSameSecret(codeOf(purpose, mobile, nonce), digitsIn(typed));
  if (!isRight) refuseWrong(Math.min(attempt.triesLeft, left));
  return claim({ purpose, mobile, nonce, challenge }, attempt.guess);
}

/** Refuses `sms-code-expired` where `challenge` holds no proof of `mobile` for this purpose. */
export async function checkProof(
  purpose: Purpose,
  mobile: Mobile,
  challenge: string,
): Promise<void> {
  const nonce = await nonceOf(purpose, mobile, challenge);
  const winner = await kv().get<string>(proofKey(nonce));
  if (winner !== digestOf(challenge)) throw new Refusal('sms-code-expired');
}

async function nonceOf(purpose: Purpose, mobile: Mobile, challenge: string): Promise<string> {
  const owner = (await kv().get<string>(challengeKey(challenge))) ?? '';
  const nonce = owner.split(' ').at(-1) ?? '';
  if (owner !== ownerOf(purpose, mobile, nonce)) throw new Refusal('sms-code-expired');
  return nonce;
}

/**
 * Counts a try before it is compared, so that of any number at once only so many are. When all are
 * used, one that repeats a counted try (a form sent many times) still shares its answer; any other
 * is no `guess`.
 */
async function countTry(mobile: Mobile, challenge: string, nonce: string, code: string) {
  const { WRONG_CODES_PER_CHALLENGE: max, SMS_CODE_LIFETIME, MOBILE_PROOF_LIFETIME } = policy();
  const key = triesKey(challenge);
  const id = keyedHash('sms-code-try', challenge, code).toString('base64url');
  const [winner, provenSeconds, tries, , counted, , log] = await kv()
    .multi()
    .get<string>(proofKey(nonce))
    .ttl(proofKey(nonce))
    .rpush(key, `${Date.now()} ${id}`)
    .ltrim(key, 0, max - 1)
    .lrange(key, 0, -1)
    .expire(key, SMS_CODE_LIFETIME + MOBILE_PROOF_LIFETIME)
    .lrange(guessesKey(mobile), 0, -1)
    .exec<[string | null, number, number, string, string[], number, string[]]>();
  return { winner, provenSeconds, triesLeft: max - tries, guess: guessOf(id, counted), log };
}

/** The same for all tries of one code, as the first of them made it. */
function guessOf(id: string, counted: string[]): Guess | undefined {
  const nth = counted.findIndex((each) => each.endsWith(` ${id}`));
  if (nth < 0) return undefined;
  return { id, time: Number.parseInt(counted[nth] ?? '', 10), isFirst: nth === 0 };
}

/** How many tries a challenge has that had `tries`, where `log` are those for its mobile. */
function triesLeft(tries: number, log: string[]): number {
  return Math.min(policy().WRONG_CODES_PER_CHALLENGE - tries, guessesLeft(log));
}

function refuseWrong(triesLeft: number): never {
  if (triesLeft <= 0) throw new Refusal('sms-code-dead');
  throw new Refusal('sms-code-wrong', { triesLeft });
}

interface Claim {
  purpose: Purpose;
  mobile: Mobile;
  nonce: string;
  challenge: string;
}

/** The right guess is no wrong one: it is not counted any more. */
async function claim({ purpose, mobile, nonce, challenge }: Claim, guess: Guess): Promise<Proof> {
  const ex = policy().MOBILE_PROOF_LIFETIME;
  const [claimed, winner] = await kv()
    .multi()
    .set(proofKey(nonce), digestOf(challenge), { nx: true, ex })
    .get<string>(proofKey(nonce))
    .expire(challengeKey(challenge), ex)
    .del(codeKey(purpose, mobile))
    .lrem(guessesKey(mobile), 0, entryOf(guess))
    .exec<[string | null, string, number, number, number]>();
  if (winner !== digestOf(challenge)) throw new Refusal('sms-code-expired');
  return { provenSeconds: ex, isNew: claimed !== null };
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

/** Operators know `sms_code_{mobile}` from before there were other purposes. */
const nameOf = (purpose: Purpose, { e164 }: Mobile) =>
  purpose === 'registration' ? e164 : `${purpose}_${e164}`;
const codeKey = (purpose: Purpose, mobile: Mobile) => `sms_code_${nameOf(purpose, mobile)}`;
const challengeKey = (challenge: string) => `sms_challenge_${digestOf(challenge)}`;
const triesKey = (challenge: string) => `sms_challenge_tries_${digestOf(challenge)}`;
const proofKey = (nonce: string) => `mobile_proof_${nonce}`;
/** A challenge is a secret of its browser, so the store holds it as little as a password. */
const digestOf = (challenge: string) => keyedHash('challenge', challenge).toString('base64url');
const ownerOf = (purpose: Purpose, mobile: Mobile, nonce: string) =>
  `${nameOf(purpose, mobile)} ${nonce}`;
