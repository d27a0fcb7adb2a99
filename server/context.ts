import { parse, serialize } from 'cookie';
import { env } from './env';
import { policy } from './policy';
import type { SessionToken } from './sessions';
import { type Visitor, visitorFrom } from './visitor';

/** What a request brings besides its input, and what its answer may set. */
export interface Context {
  visitor: Visitor;
  /** From the cookie of the last SMS code request. */
  challenge?: string;
  sessionToken?: string;
  keepChallenge(challenge: string): void;
  keepSession(session: SessionToken): void;
  /** Signs out: neither the session nor the registration it came from can be used again here. */
  forget(): void;
}

/** Reads the cookies and the visitor of a request; cookies to set are added to `answer`. */
export function createContext(request: Headers, answer: Headers): Context {
  const cookies = parse(request.get('cookie') ?? '');
  return {
    visitor: visitorFrom(request),
    challenge: cookies[cookieName('challenge')],
    sessionToken: cookies[cookieName('session')],
    keepChallenge: (value) => setCookie(answer, 'challenge', value, challengeMaxAge()),
    keepSession: ({ token, maxAgeSeconds }) => setCookie(answer, 'session', token, maxAgeSeconds),
    forget: () => {
      setCookie(answer, 'session', '', 0);
      setCookie(answer, 'challenge', '', 0);
    },
  };
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

/** Browsers let nobody but this very host set a `__Host-` cookie, and only over https. */
function cookieName(noun: string): string {
  return isHttps() ? `__Host-${noun}` : noun;
}

function isHttps(): boolean {
  return new URL(env().PUBLIC_URL).protocol === 'https:';
}
