import { randomBytes } from 'node:crypto';
import { isSameSecret } from './constant-time';
import { Refusal } from './errors';
import { keyedHash } from './keyed-hash';
import type { Mobile } from './mobile';
import { policy } from './policy';
import { charge, check, limited, type Subject } from './rate-limit';
import { kv } from './stores';

/** What a code is for. Codes, challenges and keys of one purpose are nothing to another. */
const PURPOSE = 'registration';

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
 * `presented` challenge that belongs to this code and is not dead stays, with the wrong tries it has.
 * Refuses `too-frequent` while a code is there that would expire on its way.
 */
export async function issue(mobile: Mobile, presented = ''): Promise<IssuedCode> {
  const { SMS_CODE_LIFETIME, SMS_CODE_LEAST_LIFETIME, WRONG_CODES_PER_CHALLENGE } = policy();
  const fresh = randomBytes(16).toString('base64url');
  const [, nonce, expiresInSeconds, owner, tries] = await kv()
    .multi()
    .set(codeKey(mobile), fresh, { nx: true, ex: SMS_CODE_LIFETIME })
    .get<string>(codeKey(mobile))
    .ttl(codeKey(mobile))
    .get<string>(challengeKey(presented))
    .lrange(triesKey(presented), 0, -1)
    .exec<[string | null, string, number, string | null, string[]]>();
  if (expiresInSeconds < SMS_CODE_LEAST_LIFETIME) {
    throw new Refusal('too-frequent', { retryAfterSeconds: Math.max(1, expiresInSeconds) });
  }
  const isAlive = owner === ownerOf(mobile, nonce) && tries.length < WRONG_CODES_PER_CHALLENGE;
  const challenge = isAlive ? presented : await openChallenge(mobile, nonce, expiresInSeconds);
  return {
    code: codeOf(mobile, nonce),
    challenge,
    expiresInSeconds,
    takeBack: async () => {
      if (nonce === fresh) await kv().del(codeKey(mobile), challengeKey(challenge));
    },
  };
}

/** Refuses `too-frequent` while too many wrong codes were tried for `mobile`. */
export async function checkWrongTries(mobile: Mobile): Promise<void> {
  await check(wrongTriesOf(mobile));
}

/**
 * Proves `mobile` with the code from its SMS, once: of any number of right answers at the same time
 * one challenge wins. It then holds a proof for MOBILE_PROOF_LIFETIME, and asking again with it
 * succeeds, so nothing is lost if what follows fails.
 * Refuses `sms-code-wrong`, `sms-code-dead`, `sms-code-expired`.
 */
export async function consume(mobile: Mobile, challenge: string, typed: string): Promise<void> {
  const nonce = await nonceOf(mobile, challenge);
  const { winner, triesLeft, mayCompare } = await countTry(challenge, nonce, digitsIn(typed));
  if (winner === digestOf(challenge)) return;
  if (winner) throw new Refusal('sms-code-expired');
  if (!mayCompare) throw new Refusal('sms-code-dead');
  if (!isSameSecret(codeOf(mobile, nonce), digitsIn(typed))) await refuseWrong(mobile, triesLeft);
  await claim(mobile, nonce, challenge);
}

async function openChallenge(mobile: Mobile, nonce: string, ex: number): Promise<string> {
  const challenge = randomBytes(16).toString('base64url');
  await kv().set(challengeKey(challenge), ownerOf(mobile, nonce), { ex });
  return challenge;
}

async function nonceOf(mobile: Mobile, challenge: string): Promise<string> {
  const owner = await kv().get<string>(challengeKey(challenge));
  const [e164, nonce] = owner?.split(' ') ?? [];
  if (e164 !== mobile.e164 || !nonce) throw new Refusal('sms-code-expired');
  return nonce;
}

/**
 * Counts a try before it is compared, so that of any number at once only so many are. When all are
 * used, one that repeats a counted try (a form sent many times) still shares its answer.
 */
async function countTry(challenge: string, nonce: string, code: string) {
  const { WRONG_CODES_PER_CHALLENGE: max, SMS_CODE_LIFETIME, MOBILE_PROOF_LIFETIME } = policy();
  const key = triesKey(challenge);
  const guess = keyedHash('sms-code-try', challenge, code).toString('base64url');
  const [winner, tries, , counted] = await kv()
    .multi()
    .get<string>(proofKey(nonce))
    .rpush(key, guess)
    .ltrim(key, 0, max - 1)
    .lrange(key, 0, -1)
    .expire(key, SMS_CODE_LIFETIME + MOBILE_PROOF_LIFETIME)
    .exec<[string | null, number, string, string[], number]>();
  return { winner, triesLeft: max - tries, mayCompare: counted.includes(guess) };
}

async function refuseWrong(mobile: Mobile, triesLeft: number): Promise<never> {
  if (triesLeft >= 0) await charge(wrongTriesOf(mobile)).catch(ignoreFull);
  if (triesLeft <= 0) throw new Refusal('sms-code-dead');
  throw new Refusal('sms-code-wrong', { triesLeft });
}

/** The mobile's own limit stops new challenges, not a live one. */
function ignoreFull(error: unknown): void {
  if (!(error instanceof Refusal)) throw error;
}

async function claim(mobile: Mobile, nonce: string, challenge: string): Promise<void> {
  const ex = policy().MOBILE_PROOF_LIFETIME;
  const [, winner] = await kv()
    .multi()
    .set(proofKey(nonce), digestOf(challenge), { nx: true, ex })
    .get<string>(proofKey(nonce))
    .expire(challengeKey(challenge), ex)
    .del(codeKey(mobile))
    .exec<[string | null, string, number, number]>();
  if (winner !== digestOf(challenge)) throw new Refusal('sms-code-expired');
}

/** The code of a nonce: HMAC-SHA-256, truncated to decimal digits as in HOTP (RFC 4226 §5.3). */
function codeOf(mobile: Mobile, nonce: string): string {
  const hash = keyedHash('sms-code', PURPOSE, mobile.e164, nonce);
  const offset = hash.readUInt8(hash.length - 1) & 0xf;
  const digits = policy().SMS_CODE_DIGITS;
  const number = (hash.readUInt32BE(offset) & 0x7fffffff) % 10 ** digits;
  return String(number).padStart(digits, '0');
}

/** A code as pasted or typed: `048 213`, or in full-width digits. */
function digitsIn(typed: string): string {
  return typed.normalize('NFKC').replace(/[\s-]/g, '');
}

function wrongTriesOf(mobile: Mobile): Subject {
  return limited('wrong_codes_per_mobile', policy().WRONG_CODES_PER_MOBILE, mobile.e164);
}

const codeKey = (mobile: Mobile) => `sms_code_${mobile.e164}`;
const challengeKey = (challenge: string) => `sms_challenge_${digestOf(challenge)}`;
const triesKey = (challenge: string) => `sms_challenge_tries_${digestOf(challenge)}`;
const proofKey = (nonce: string) => `mobile_proof_${nonce}`;
/** A challenge is a secret of its browser, so the store holds it as little as a password. */
const digestOf = (challenge: string) => keyedHash('challenge', challenge).toString('base64url');
const ownerOf = (mobile: Mobile, nonce: string) => `${mobile.e164} ${nonce}`;
