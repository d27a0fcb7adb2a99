import { randomUUID } from 'node:crypto';
import { parse, serialize } from 'cookie';
import { validate } from 'uuid';
import { env } from './env';
import { Refusal } from './errors';
import { type Language, languageIn } from './language';
import { longestOf, policy } from './policy';
import type { SessionToken } from './sessions';
import { PURPOSES, type Purpose } from './sms-code';
import { type Visitor, visitorFrom } from './visitor';

/** What a request brings besides its input, and what its answer may set. */
export interface Context {
  visitor: Visitor;
  /** The first of the browser's languages that we have. */
  language?: Language;
  /** From the cookie of the last SMS code request of that purpose. */
  challengeOf(purpose: Purpose): string | undefined;
  sessionToken?: string;
  keepChallenge(purpose: Purpose, challenge: string): void;
  keepSession(session: SessionToken): void;
  /** Signs out: neither the session nor what was proven by SMS can be used again here. */
  forget(): void;
  /** Has the browser keep the name in `visitor.browser`: what it may have sent is counted under it. */
  keepBrowser(): void;
}

/** Reads the cookies and the visitor of a request; cookies to set are added to `answer`. */
export function createContext(request: Headers, answer: Headers): Context {
  const cookies = parse(request.get('cookie') ?? '');
  const browser = browserIn(cookies[cookieName('browser')]) ?? randomUUID();
  return {
    visitor: { ...visitorFrom(request), browser },
    keepBrowser: () => setCookie(answer, 'browser', browser, longestOf(policy().SMS_PER_BROWSER)),
    language: languageIn(request.get('accept-language') ?? undefined),
    challengeOf: (purpose) => cookies[cookieName(challengeNoun(purpose))],
    sessionToken: cookies[cookieName('session')],
    keepChallenge: (purpose, value) =>
      setCookie(answer, challengeNoun(purpose), value, challengeMaxAge()),
    keepSession: ({ token, maxAgeSeconds }) => setCookie(answer, 'session', token, maxAgeSeconds),
    forget: () => {
      setCookie(answer, 'session', '', 0);
      for (const purpose of PURPOSES) setCookie(answer, challengeNoun(purpose), '', 0);
    },
  };
}

/** A name of ours; a stranger's could be anything. */
function browserIn(cookie = ''): string | undefined {
  return validate(cookie) ? cookie : undefined;
}

/** The challenge of a browser. Refuses `cookies-needed` where it brought none. */
export function requireChallenge({ challengeOf }: Context, purpose: Purpose): string {
  const challenge = challengeOf(purpose);
  if (!challenge) throw new Refusal('cookies-needed');
  return challenge;
}

/** As long as the code, and then the proof it becomes, can be of use. */
function challengeMaxAge(): number {
  return policy().SMS_CODE_LIFETIME + policy().MOBILE_PROOF_LIFETIME;
}

function setCookie(answer: Headers, noun: string, value: string, maxAge: number): void {
  const options = {
    httpOnly: true,
    path: '/',
    sameSite: 'lax',
    secure: isHttps(),
    maxAge,
  } as const;
  answer.append('Set-Cookie', serialize(cookieName(noun), value, options));
}

/** The one of registration is older than the other purposes. */
function challengeNoun(purpose: Purpose): string {
  return purpose === 'registration' ? 'challenge' : `challenge-${purpose}`;
}

/** Browsers let nobody but this very host set a `__Host-` cookie, and only over https. */
function cookieName(noun: string): string {
  return isHttps() ? `__Host-${noun}` : noun;
}

function isHttps(): boolean {
  return new URL(env().PUBLIC_URL).protocol === 'https:';
}
