import * as captcha from './captcha';
import { env } from './env';
import { type Reason, Refusal } from './errors';
import { type Mobile, parseMobile } from './mobile';
import { policy } from './policy';
import * as pressure from './pressure';
import type { Charge } from './rate-limit';
import * as sendGuard from './send-guard';
import { requireSession, type SessionCookie } from './sessions';
import { codeEntered, sendCode } from './sms';
import type { Purpose } from './sms-code';
import * as smsCode from './sms-code';
import { timed } from './tally';
import { findUser } from './users';
import type { Visitor } from './visitor';

interface SmsCodeRequest {
  purpose: Purpose;
  /** As typed. */
  mobile: string;
  imageCodeId: string;
  imageCode: string;
  /** Languages the visitor reads, best first, such as `zh-CN` or an Accept-Language header. */
  language?: string;
}

/** The browser that asks, and the challenges it holds: who uses a proof needs its challenge. */
interface Asker extends SessionCookie {
  visitor: Visitor;
  challengeOf(purpose: Purpose): string | undefined;
  keepChallenge(purpose: Purpose, challenge: string): void;
  /** Has the browser keep the name that `visitor` has for it. */
  keepBrowser(): void;
}

/** Times are epoch milliseconds by the server's clock, `now` included. */
interface SmsCodeSent {
  maskedMobile: string;
  /** `unknown`: it may have gone out, and the code is good. It may take a moment. */
  delivery: Delivery;
  smsCodeDigits: number;
  now: number;
  /** When another SMS may be asked for. */
  resendAt: number;
  expiresAt: number;
}

type Delivery = 'sent' | 'unknown';

/** What each purpose asks of a number, and of who asks. */
const RULES: Record<Purpose, { hasAccount: boolean; needsSession?: true }> = {
  registration: { hasAccount: false },
  'sign-in': { hasAccount: true },
  'password-reset': { hasAccount: true },
  'mobile-change': { hasAccount: false, needsSession: true },
};

/** What a bot meets all the time and a person now and then. */
const RAISES_PRESSURE: Reason[] = ['captcha-wrong', 'registered', 'not-registered', 'too-frequent'];

/**
 * Sends a code to a mobile for a visitor who solved the captcha. Refuses `registered` or
 * `not-registered` as the purpose says (with HIDE_REGISTERED `confirmSmsCode` does), and
 * `signed-out`. Refusals raise the pressure, so that the next captchas are harder.
 */
export function requestSmsCode(request: SmsCodeRequest, asker: Asker): Promise<SmsCodeSent> {
  return timed('request-code', () => checkAndSend(request, asker));
}

async function checkAndSend(request: SmsCodeRequest, asker: Asker): Promise<SmsCodeSent> {
  const mobile = parseMobile(request.mobile);
  if (RULES[request.purpose].needsSession) await requireSession(asker);
  return sendSmsCode(mobile, request, asker).catch(async (error) => {
    if (RAISES_PRESSURE.includes(error?.reason))
      await bestEffort(() => pressure.raise(asker.visitor));
    throw error;
  });
}

interface Confirmation {
  purpose: Purpose;
  mobile: string;
  smsCode: string;
}

/**
 * Proves a mobile with the code from its SMS. Until `provenUntil` (epoch milliseconds, like `now`)
 * the challenge then stands for the mobile, for this purpose. Refuses like `smsCode.consume`, and
 * with HIDE_REGISTERED, when the code is used up, `registered` or `not-registered`.
 */
export function confirmSmsCode(
  confirmation: Confirmation,
  challenge: string,
  visitor: Visitor,
): Promise<Proven> {
  return timed('confirm', () => prove(confirmation, challenge, visitor));
}

interface Proven {
  now: number;
  provenUntil: number;
}

async function prove(
  { purpose, smsCode: code, ...typed }: Confirmation,
  challenge: string,
  visitor: Visitor,
): Promise<Proven> {
  const mobile = parseMobile(typed.mobile);
  const holder = { purpose, mobile, challenge };
  const verified = sendGuard.verifiedStep(mobile, visitor);
  const { provenSeconds, isNew } = await smsCode.consume(holder, code, verified);
  if (isNew) await bestEffort(() => codeEntered(purpose, mobile, challenge));
  if (env().HIDE_REGISTERED) await checkAccount(mobile, purpose);
  const now = Date.now();
  return { now, provenUntil: now + provenSeconds * 1000 };
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
  const { imageCodeId, imageCode } = request;
  const [effort, tried] = await captcha.consume(imageCodeId, imageCode, smsCode.triedStep(mobile));
  // What is to be hidden is not even looked up: nothing can then depend on it, not the time either.
  if (!env().HIDE_REGISTERED) await checkAccount(mobile, request.purpose);
  smsCode.checkTried(tried);
  const at = Date.now();
  asker.keepBrowser();
  const { purpose } = request;
  const wish = { purpose, mobile, visitor: asker.visitor, captcha: effort };
  const charged = await sendGuard.charge(wish);
  const { delivery, expiresInSeconds } = await deliver(mobile, charged, request, asker);
  return {
    maskedMobile: mobile.masked,
    delivery,
    smsCodeDigits: policy().SMS_CODE_DIGITS,
    now: Date.now(),
    resendAt: at + charged.nextInSeconds * 1000,
    expiresAt: at + expiresInSeconds * 1000,
  };
}

async function checkAccount(mobile: Mobile, purpose: Purpose): Promise<void> {
  const hasAccount = (await findUser(mobile)) !== undefined;
  if (hasAccount === RULES[purpose].hasAccount) return;
  throw new Refusal(hasAccount ? 'registered' : 'not-registered');
}

/**
 * Sends the code; returns how long it is good. What surely was not sent costs nothing and leaves no
 * code behind. What may have been sent stays good for the asker.
 */
async function deliver(
  mobile: Mobile,
  charged: Charge,
  { purpose, language }: SmsCodeRequest,
  asker: Asker,
): Promise<{ expiresInSeconds: number; delivery: Delivery }> {
  const issued = await smsCode
    .issue(purpose, mobile, asker.challengeOf(purpose))
    .catch(takingBack(charged.giveBack));
  const { code, challenge, expiresInSeconds } = issued;
  asker.keepChallenge(purpose, challenge);
  const message = { purpose, mobile, code, expiresInSeconds };
  const outcome = await sendCode(message, { language, challenge }).catch(
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
