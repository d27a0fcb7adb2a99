import { ZodError } from 'zod';
import { storeDown } from '#db/store-down';
import { inWords, WORDS } from './errors/words';
import type { Language } from './language';

/** A form's field, under the name the page and the wire give it. */
export type Field =
  | 'mobile'
  | 'imageCode'
  | 'smsCode'
  | 'password'
  | 'currentPassword'
  | 'scope'
  | 'amounts'
  | 'prefix';

export interface Details {
  /** The input at fault, where it is not one of the form's fields. */
  parameter?: string;
  /** When to try again. Becomes `Retry-After`. */
  retryAfterSeconds?: number;
  triesLeft?: number;
  /** The bound that was broken, for the words. */
  limit?: number;
}

interface Rule {
  /** What old clients compare, as iHome's RET codes. */
  errno: string;
  http: 400 | 401 | 403 | 404 | 409 | 429 | 500 | 502 | 503;
  /** On the old door. */
  errmsg: string | ((details: Details) => string);
  field?: Field;
  /** The captcha is used up, or may be: the page must show a new one. */
  renewCaptcha?: true;
}

/** The old door's answer where nothing was refused. */
export const OK = { errno: '0', errmsg: 'SMS sent successfully' };

/**
 * Every way to be refused: the one table that both doors and the page read. Its words for people are
 * in errors/words.ts.
 */
export const REASONS = {
  'parameter-invalid': {
    errno: '4103',
    http: 400,
    errmsg: ({ parameter }) => `Parameter ${parameter} is missing or malformed`,
  },
  'mobile-invalid': {
    errno: '4103',
    http: 400,
    errmsg: 'Parameter mobile is not a valid mobile number',
    field: 'mobile',
  },
  'mobile-landline': {
    errno: '4103',
    http: 400,
    errmsg: 'Parameter mobile is not a mobile number',
    field: 'mobile',
  },
  'mobile-country': {
    errno: '4103',
    http: 400,
    errmsg: 'Parameter mobile is of a country that is not served',
    field: 'mobile',
  },
  'captcha-expired': {
    errno: '4002',
    http: 400,
    errmsg: 'Captcha code expired',
    field: 'imageCode',
    renewCaptcha: true,
  },
  'captcha-wrong': {
    errno: '4004',
    http: 400,
    errmsg: 'Invalid captcha code',
    field: 'imageCode',
    renewCaptcha: true,
  },
  registered: {
    errno: '4003',
    http: 409,
    errmsg: 'Mobile number already registered',
    field: 'mobile',
    renewCaptcha: true,
  },
  'not-registered': {
    errno: '4104',
    http: 404,
    errmsg: 'Mobile number not registered',
    field: 'mobile',
    renewCaptcha: true,
  },
  'too-frequent': {
    errno: '4201',
    http: 429,
    errmsg: ({ retryAfterSeconds = 60 }) =>
      `Too many requests, try again in ${inWords('en', retryAfterSeconds)}`,
    renewCaptcha: true,
  },
  'sms-failed': {
    errno: '4301',
    http: 502,
    errmsg: 'SMS sending failed',
    renewCaptcha: true,
  },
  'sms-code-wrong': {
    errno: '4004',
    http: 400,
    errmsg: 'Invalid SMS code',
    field: 'smsCode',
  },
  'sms-code-expired': {
    errno: '4002',
    http: 400,
    errmsg: 'SMS code expired',
    field: 'smsCode',
  },
  'sms-code-dead': {
    errno: '4201',
    http: 429,
    errmsg: 'Too many wrong SMS codes',
    field: 'smsCode',
  },
  'cookies-needed': {
    errno: '4101',
    http: 400,
    errmsg: 'Cookies needed',
  },
  'password-short': {
    errno: '4103',
    http: 400,
    errmsg: 'Password too short',
    field: 'password',
  },
  'password-long': {
    errno: '4103',
    http: 400,
    errmsg: 'Password too long',
    field: 'password',
  },
  'password-common': {
    errno: '4103',
    http: 400,
    errmsg: 'Password too common',
    field: 'password',
  },
  'password-wrong': {
    errno: '4106',
    http: 403,
    errmsg: 'Wrong password',
    field: 'currentPassword',
  },
  'credentials-wrong': {
    errno: '4106',
    http: 401,
    errmsg: 'Wrong mobile number or password',
    field: 'password',
  },
  'signed-out': {
    errno: '4101',
    http: 401,
    errmsg: 'Not signed in',
  },
  'not-operator': {
    errno: '4105',
    http: 403,
    errmsg: 'Not an operator',
  },
  'lever-scope': {
    errno: '4103',
    http: 400,
    errmsg: 'Parameter scope cannot be done that to',
    field: 'scope',
  },
  'lever-budget': {
    errno: '4103',
    http: 400,
    errmsg: 'Parameter amounts is no budget',
    field: 'amounts',
  },
  'filter-prefix': {
    errno: '4103',
    http: 400,
    errmsg: 'Parameter prefix is no beginning of a number',
    field: 'prefix',
  },
  'store-down': {
    errno: '4001',
    http: 503,
    errmsg: 'Please try again in a moment',
    renewCaptcha: true,
  },
  internal: {
    errno: '4500',
    http: 500,
    errmsg: 'Internal error',
    renewCaptcha: true,
  },
} as const satisfies Record<string, Rule>;

export type Reason = keyof typeof REASONS;

/** How long a store that was away needs at least, in seconds. */
const STORE_RETRY_SECONDS = 5;

/** The one error of the domain: something was asked for and will not be done. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly reason: Reason,
    readonly details: Details = {},
    options?: ErrorOptions,
  ) {
    super(reason, options);
  }

  get rule(): Rule {
    return REASONS[this.reason];
  }
  get errmsg(): string {
    return spoken(this.rule.errmsg, this.details);
  }
  /** For people; where they are shown, at `field` where there is one. */
  wordsIn(language: Language): string {
    return spoken(WORDS[this.reason][language], this.details);
  }
}

/** Whatever was thrown, as a refusal: itself, bad input, a store that is down, or `internal`. */
export function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof ZodError) {
    return new Refusal('parameter-invalid', { parameter: String(error.issues[0]?.path[0]) });
  }
  if (storeDown(error)) {
    return new Refusal('store-down', { retryAfterSeconds: STORE_RETRY_SECONDS }, { cause: error });
  }
  return new Refusal('internal', {}, { cause: error });
}

function spoken(text: Rule['errmsg'], details: Details): string {
  return typeof text === 'function' ? text(details) : text;
}
