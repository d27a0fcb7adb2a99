import * as captcha from './captcha';
import { type Reason, Refusal } from './errors';
import { keyedHash } from './keyed-hash';
import { type Mobile, parseMobile } from './mobile';
import { hashPassword, parsePassword } from './password';
import { policy } from './policy';
import * as pressure from './pressure';
import { type Charge, charge, check, limited, type Subject } from './rate-limit';
import { createSession, type SessionToken } from './sessions';
import { checkCredentials } from './sign-in';
import { sendCode } from './sms';
import * as smsCode from './sms-code';
import { createUser, findUser, type User } from './users';
import type { Visitor } from './visitor';

interface SmsCodeRequest {
  /** As typed. */
  mobile: string;
  imageCodeId: string;
  imageCode: string;
  /** Languages the visitor reads, best first, such as `zh-CN` or an Accept-Language header. */
  language?: string;
}

/** The browser that asks, and the challenge it holds: `register` wants it back. */
interface Asker {
  visitor: Visitor;
  challenge?: string;
  keepChallenge(challenge: string): void;
}

interface SmsCodeSent {
  maskedMobile: string;
  expiresInSeconds: number;
  /** When another SMS may be asked for. */
  resendInSeconds: number;
  /** `unknown`: it may have gone out, and the code is good. It may take a moment. */
  delivery: Delivery;
}

type Delivery = 'sent' | 'unknown';

/** What a bot meets all the time and a person now and then. */
const RAISES_PRESSURE: Reason[] = ['captcha-wrong', 'registered', 'too-frequent'];

/**
 * Sends a code to a mobile that has no account, for a visitor who solved the captcha. Refusals
 * raise the pressure, so that the next captchas are harder.
 */
export async function requestSmsCode(request: SmsCodeRequest, asker: Asker): Promise<SmsCodeSent> {
  const mobile = parseMobile(request.mobile);
  await check(...smsLimitsOf(asker.visitor)); // costs nobody anything, so it raises nothing
  return sendSmsCode(mobile, request, asker).catch(async (error) => {
    if (RAISES_PRESSURE.includes(error?.reason))
      await bestEffort(() => pressure.raise(asker.visitor));
    throw error;
  });
}

/**
 * The order is part of the contract: what is cheap and spends nothing comes first, the picture is
 * used up before the database is asked, money is spent last.
 */
async function sendSmsCode(
  mobile: Mobile,
  request: SmsCodeRequest,
  asker: Asker,
): Promise<SmsCodeSent> {
  await captcha.consume(request.imageCodeId, request.imageCode);
  if (await findUser(mobile)) throw new Refusal('registered');
  await smsCode.checkWrongTries(mobile);
  const charged = await charge(smsLimitOf(mobile), ...smsLimitsOf(asker.visitor));
  const delivered = await deliver(mobile, charged, asker, request.language);
  return {
    maskedMobile: mobile.masked,
    ...delivered,
    resendInSeconds: charged.nextInSeconds,
  };
}

interface Registration {
  mobile: string;
  challenge: string;
  smsCode: string;
  password: string;
}

/**
 * Makes the holder of a mobile a user and signs them in. The same registration twice is the same
 * user. If a store fails on the way, doing it again within MOBILE_PROOF_LIFETIME succeeds.
 */
export async function register(
  registration: Registration,
  visitor: Visitor,
): Promise<SessionToken> {
  const mobile = parseMobile(registration.mobile);
  const password = parsePassword(registration.password, mobile);
  await smsCode.consume(mobile, registration.challenge, registration.smsCode);
  // One registration, one session: the same form sent twice gets the same token.
  const token = keyedHash('registration-session', registration.challenge).toString('base64url');
  await charge(registrationLimitOf(visitor));
  const passwordHash = await hashPassword(password);
  const user =
    (await createUser(mobile, passwordHash)) ?? (await findAgain(mobile, password, visitor));
  return createSession(user, token);
}

/**
 * Sends the code; returns how long it is good. What surely was not sent costs nothing and leaves no
 * code behind. What may have been sent stays good for the asker.
 */
async function deliver(
  mobile: Mobile,
  charged: Charge,
  asker: Asker,
  language?: string,
): Promise<{ expiresInSeconds: number; delivery: Delivery }> {
  const issued = await smsCode.issue(mobile, asker.challenge).catch(takingBack(charged.giveBack));
  const { code, challenge, expiresInSeconds } = issued;
  asker.keepChallenge(challenge);
  const outcome = await sendCode(mobile, code, expiresInSeconds, { language, challenge }).catch(
    takingBack(charged.giveBack, issued.takeBack),
  );
  if (outcome.status === 'sent') return { expiresInSeconds, delivery: 'sent' };
  if (outcome.kind === 'ambiguous') return { expiresInSeconds, delivery: 'unknown' };
  await bestEffort(charged.giveBack, issued.takeBack);
  throw new Refusal('sms-failed');
}

function takingBack(...steps: (() => Promise<void>)[]) {
  return async (error: unknown): Promise<never> => {
    await bestEffort(...steps);
    throw error;
  };
}

/** As much as the stores let us: what cannot be done expires, and must not hide the reason. */
async function bestEffort(...steps: (() => Promise<void>)[]): Promise<void> {
  await Promise.allSettled(steps.map((step) => step()));
}

/** Who proves the mobile and knows its password sent the same form twice. Guessing is limited. */
async function findAgain(mobile: Mobile, password: string, visitor: Visitor): Promise<User> {
  return checkCredentials(mobile, password, visitor).catch((error) => {
    throw error instanceof Refusal ? new Refusal('registered') : error;
  });
}

/** Proven mobiles only get here, but one of them could ask for hashes without end. */
function registrationLimitOf({ address }: Visitor): Subject {
  return limited('registrations_per_address', policy().REGISTRATIONS_PER_ADDRESS, address);
}

function smsLimitOf(mobile: Mobile): Subject {
  const { SMS_PER_MOBILE: windows, SMS_RESEND_GAPS: gapsSeconds } = policy();
  return { limit: { name: 'sms_per_mobile', windows, gapsSeconds }, id: mobile.e164 };
}

function smsLimitsOf({ address, network }: Visitor): Subject[] {
  const { SMS_PER_ADDRESS, SMS_PER_NETWORK } = policy();
  return [
    limited('sms_per_address', SMS_PER_ADDRESS, address),
    limited('sms_per_network', SMS_PER_NETWORK, network),
  ];
}
