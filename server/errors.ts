import { ZodError } from 'zod';
import { storeDown } from '#db/store-down';

/** A form's field, under the name the page and the wire give it. */
export type Field = 'mobile' | 'imageCode' | 'smsCode' | 'password';

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
  http: 400 | 401 | 409 | 429 | 500 | 502 | 503;
  /** On the old door. */
  errmsg: string | ((details: Details) => string);
  /** For people: what happened and what to do next. */
  words: string | ((details: Details) => string);
  field?: Field;
  /** The captcha is used up, or may be: the page must show a new one. */
  renewCaptcha?: true;
}

/** The old door's answer where nothing was refused. */
export const OK = { errno: '0', errmsg: 'SMS sent successfully' };

/** Every way to be refused: the one table that both doors and the page read. */
export const REASONS = {
  'parameter-invalid': {
    errno: '4103',
    http: 400,
    errmsg: ({ parameter }) => `Parameter ${parameter} is missing or malformed`,
    words: 'Something in the form is missing. Check it, or load the page again.',
  },
  'mobile-invalid': {
    errno: '4103',
    http: 400,
    errmsg: 'Parameter mobile is not a valid mobile number',
    words: 'Enter a mobile number; from abroad with + and its country code.',
    field: 'mobile',
  },
  'mobile-landline': {
    errno: '4103',
    http: 400,
    errmsg: 'Parameter mobile is not a mobile number',
    words: 'That looks like a landline. Enter a mobile number that can receive SMS.',
    field: 'mobile',
  },
  'mobile-country': {
    errno: '4103',
    http: 400,
    errmsg: 'Parameter mobile is of a country that is not served',
    words: 'We cannot send SMS to that country yet. Enter a number from a country we serve.',
    field: 'mobile',
  },
  'captcha-expired': {
    errno: '4002',
    http: 400,
    errmsg: 'Captcha code expired',
    words: 'That captcha has expired. Here is a new one.',
    field: 'imageCode',
    renewCaptcha: true,
  },
  'captcha-wrong': {
    errno: '4004',
    http: 400,
    errmsg: 'Invalid captcha code',
    words: 'That did not match the captcha. Here is a new one.',
    field: 'imageCode',
    renewCaptcha: true,
  },
  registered: {
    errno: '4003',
    http: 409,
    errmsg: 'Mobile number already registered',
    words: 'This number already has an account. Sign in instead.',
    field: 'mobile',
    renewCaptcha: true,
  },
  'too-frequent': {
    errno: '4201',
    http: 429,
    errmsg: ({ retryAfterSeconds = 60 }) =>
      `Too many requests, try again in ${inWords(retryAfterSeconds)}`,
    words: ({ retryAfterSeconds = 60 }) =>
      `That was too often. Try again in ${inWords(retryAfterSeconds)}.`,
    renewCaptcha: true,
  },
  'sms-failed': {
    errno: '4301',
    http: 502,
    errmsg: 'SMS sending failed',
    words: 'The SMS could not be sent. Try again in a moment.',
    renewCaptcha: true,
  },
  'sms-code-wrong': {
    errno: '4004',
    http: 400,
    errmsg: 'Invalid SMS code',
    words: ({ triesLeft = 0 }) =>
      `That is not the code in the SMS. ${triesLeft} ${triesLeft === 1 ? 'try' : 'tries'} left.`,
    field: 'smsCode',
  },
  'sms-code-expired': {
    errno: '4002',
    http: 400,
    errmsg: 'SMS code expired',
    words: 'That code expired, was used, or is not the last one you asked for. Ask for a new one.',
    field: 'smsCode',
  },
  'sms-code-dead': {
    errno: '4201',
    http: 429,
    errmsg: 'Too many wrong SMS codes',
    words: 'Too many wrong codes. Go back and ask for a new SMS.',
    field: 'smsCode',
  },
  'password-short': {
    errno: '4103',
    http: 400,
    errmsg: 'Password too short',
    words: ({ limit }) => `Use at least ${limit} characters.`,
    field: 'password',
  },
  'password-long': {
    errno: '4103',
    http: 400,
    errmsg: 'Password too long',
    words: ({ limit }) => `Use at most ${limit} characters.`,
    field: 'password',
  },
  'password-common': {
    errno: '4103',
    http: 400,
    errmsg: 'Password too common',
    words: 'That password is among the first that are guessed. Choose another.',
    field: 'password',
  },
  'credentials-wrong': {
    errno: '4106',
    http: 401,
    errmsg: 'Wrong mobile number or password',
    words: 'That number and password do not belong together. Check both and try again.',
    field: 'password',
  },
  'store-down': {
    errno: '4001',
    http: 503,
    errmsg: 'Please try again in a moment',
    words: 'We cannot do that right now. Nothing you typed is lost: try again in a moment.',
    renewCaptcha: true,
  },
  internal: {
    errno: '4500',
    http: 500,
    errmsg: 'Internal error',
    words: 'Something went wrong on our side. Try again in a moment.',
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
  get words(): string {
    return spoken(this.rule.words, this.details);
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

function spoken(text: Rule['words'], details: Details): string {
  return typeof text === 'function' ? text(details) : text;
}

function inWords(seconds: number): string {
  if (seconds < 120) return counted(seconds, 'second');
  if (seconds < 7_200) return counted(Math.ceil(seconds / 60), 'minute');
  return counted(Math.ceil(seconds / 3_600), 'hour');
}

function counted(count: number, noun: string): string {
  return count === 1 ? `1 ${noun}` : `${count} ${noun}s`;
}
