import { z } from 'zod';
import { readBy, readEnv } from './env';
import { parseModes } from './send-guard-modes';
import { parseBudget, parsePrices } from './sms-money';

/** At most `max` events in any `seconds`. */
export type Window = { max: number; seconds: number };

/** How far back any of `windows` looks. */
export function longestOf(windows: Window[]): number {
  return Math.max(...windows.map(({ seconds }) => seconds));
}

const UNIT_SECONDS = { s: 1, m: 60, h: 3_600, d: 86_400 };

/**
 * Every number the product promises. Each can be set in the environment under its name, in the form
 * it has here: a count, a duration (`300s`, `5m`, `24h`, `30d`), durations in order (`60s 120s`), or
 * rates that all hold (`3/1h 5/24h`: 3 in any hour and 5 in any 24 hours).
 */
export const POLICY_VARIABLES = {
  CAPTCHA_LIFETIME: duration('300s').describe('how long a captcha can be answered'),
  CAPTCHA_LEVEL: z
    .enum(['easy', 'normal', 'hard'])
    .default('normal')
    .describe('how hard a captcha is where nobody is trying the doors: easy, normal or hard'),
  PICTURES_PER_ADDRESS: rates('30/1m').describe('pictures for one IPv4 address or IPv6 /64'),
  PICTURES_PER_NETWORK: rates('300/1m').describe('pictures for one IPv4 /24 or IPv6 /48'),
  RECORDINGS_PER_ADDRESS: rates('10/1m 60/1h').describe('recordings for one address'),
  RECORDINGS_PER_NETWORK: rates('60/1m').describe('recordings for one network'),
  PROOFS_PER_ADDRESS: rates('10/10m 60/24h').describe('proofs of work for one address'),
  PROOFS_PER_NETWORK: rates('120/1h').describe('proofs of work for one network'),

  PRESSURE_WINDOW: duration('10m').describe('how long a failed captcha or a refused SMS counts'),
  PRESSURE_PER_ADDRESS: count(6).describe('failures of one address that make captchas harder'),
  PRESSURE_PER_NETWORK: count(40).describe('failures of one network that make captchas harder'),
  PRESSURE_PER_SITE: count(1000).describe('failures everywhere that make captchas harder'),

  // Both bounds keep an SMS in one segment: see server/sms/text.ts.
  SMS_CODE_LIFETIME: duration('300s')
    .refine((seconds) => seconds < 6_000, 'must be under 100m')
    .describe('how long an SMS code is good, from the first SMS'),
  SMS_CODE_LEAST_LIFETIME: duration('30s').describe('a code with less left is not sent again'),
  SMS_CODE_DIGITS: count(6, 8).describe('digits of an SMS code'),
  SMS_RESEND_GAPS: durations('60s 120s 300s').describe('wait after the 1st, 2nd, each later SMS'),
  SMS_PER_MOBILE: rates('3/1h 5/24h').describe('SMS to one mobile'),
  // Of these, those whose code nobody entered; each one that was entered makes room for more.
  SMS_PER_BROWSER: rates('5/1h 10/24h').describe('unverified SMS for one browser'),
  SMS_PER_ADDRESS: rates('10/1h 30/24h').describe(
    'unverified SMS for one IPv4 address or IPv6 /64',
  ),
  SMS_PER_NETWORK: rates('60/1h').describe('unverified SMS for one IPv4 /24 or IPv6 /48'),
  SMS_PER_PREFIX: rates('5/24h').describe('unverified SMS to numbers that differ in 4 last digits'),
  SMS_PER_COUNTRY: rates('100/24h').describe('unverified SMS to one country'),
  SMS_PER_SITE: rates('1000/24h').describe('unverified SMS in all'),
  SMS_EARNED_PER_VERIFIED: count(1, 100, 0).describe(
    'unverified SMS that each verified one allows',
  ),
  PREFIX_BLOCKS: durations('30m 1h 2h 4h 8h 12h').describe(
    'how long a prefix that used up its SMS is blocked: 1st, 2nd, each later time',
  ),
  // Short: a prefix is few people, a country is everybody in it.
  COUNTRY_BLOCKS: durations('2m 5m 10m 15m').describe(
    'how long a country that used up its SMS is blocked: 1st, 2nd, each later time',
  ),
  SMS_PRICES: said('CN=0.05 *=0.10', parsePrices).describe(
    'price of an SMS by country, or sender and country: CN=0.05 twilio:CN=0.06 *=0.10',
  ),
  SMS_BUDGET: said('25/1h 100/24h', parseBudget).describe(
    'most money for SMS in an hour and in a day',
  ),
  SEND_GUARD_MODES: said('*=enforce', parseModes).describe(
    'enforce, or observe to record and let pass, by rule: prefix=observe country=observe',
  ),
  SMS_SENDER_DEADLINE: duration('5s').describe('how long an SMS provider may take to answer'),

  WRONG_CODES_PER_CHALLENGE: count(5).describe('wrong SMS codes before a browser needs a new one'),
  WRONG_CODES_PER_MOBILE: rates('10/24h').describe('wrong SMS codes before a mobile must wait'),
  WRONG_CODES_RESERVED: count(4).describe('of those, kept for the first try after each SMS'),
  REGISTRATIONS_PER_ADDRESS: rates('600/1h').describe('right SMS codes that cost a password hash'),
  MOBILE_PROOF_LIFETIME: duration('10m').describe('how long a right SMS code can be made a user'),

  PASSWORD_MIN_LENGTH: count(8).describe('fewest characters (code points) of a password'),
  PASSWORD_MAX_LENGTH: count(128).describe('most characters (code points) of a password'),
  SIGN_IN_FAILURES_PER_VISITOR: rates('10/1h').describe(
    'wrong passwords for one mobile from one network',
  ),
  SIGN_IN_FAILURES_PER_MOBILE: rates('100/24h').describe('wrong passwords for one mobile'),
  SIGN_IN_FAILURES_PER_ADDRESS: rates('30/1h').describe('wrong passwords from one address'),
  SESSION_LIFETIME: duration('30d').describe('how long a browser stays signed in without a visit'),

  TALLY_FLUSH: duration('5s').describe('how often what was counted is written to the database'),
  EVENTS_DEADLINE: duration('5s').describe('how long whoever takes events may take to answer'),
  EVENTS_RETRIES: durations('5s 30s 2m 10m 1h 6h 24h').describe(
    'wait after the 1st, 2nd, … attempt to post an event; after the last it is given up',
  ),

  // What is needed for the bill and to tell years apart stays longest; what is about a person, least.
  KEEP_SMS_LINKS: duration('90d').describe(
    'how long it can be told to which number an SMS was sent',
  ),
  KEEP_SMS_MESSAGES: duration('400d').describe('how long an SMS is known: a year, for the bill'),
  KEEP_SEND_DECISIONS: duration('90d').describe('how long a decision of the send guard is known'),
  KEEP_EVENTS: duration('30d').describe(
    'how long an event is known that was delivered or given up',
  ),
  KEEP_TALLIES: duration('800d').describe(
    'how long hourly counts are known: two years, to compare',
  ),
};

type Policy = z.infer<z.ZodObject<typeof POLICY_VARIABLES>>;

/** The numbers in force. All durations are in seconds. Throws like `env()`. */
export function policy(): Policy {
  return readEnv(POLICY_VARIABLES);
}

function count(fallback: number, max = Number.MAX_SAFE_INTEGER, min = 1) {
  return z.coerce.number('must be a whole number').int().min(min).max(max).default(fallback);
}

function duration(fallback: string) {
  return parsed(fallback, 'a duration such as 300s, 5m, 24h or 30d', parseDuration);
}

function durations(fallback: string) {
  return parsed(fallback, 'durations such as 60s 120s', (text) => words(text).map(parseDuration));
}

function rates(fallback: string) {
  return parsed(fallback, 'rates such as 3/1h 5/24h', (text) => words(text).map(parseRate));
}

/** A variable whose text, its default included, is read by `parse`, which throws what is wrong. */
function said<T>(fallback: string, parse: (text: string) => T) {
  return z.string().default(fallback).transform(readBy(parse));
}

/** A variable whose text, its default included, is read by `parse`; NaN anywhere is refused. */
function parsed<T>(fallback: string, form: string, parse: (text: string) => T) {
  return z
    .string()
    .default(fallback)
    .transform(parse)
    .refine((value) => !JSON.stringify(value).includes('null'), `must be ${form}`);
}

function words(text: string): string[] {
  return text.trim().split(/[\s,]+/);
}

function parseRate(text: string): Window {
  const [max, period = ''] = text.split('/');
  return {
    max: /^[1-9]\d*$/.test(max ?? '') ? Number(max) : Number.NaN,
    seconds: parseDuration(period),
  };
}

/** Seconds of a duration such as `300s`, `5m`, `24h` or `30d`; NaN where it is none. */
export function parseDuration(text: string): number {
  const [, amount, unit] = /^([1-9]\d*)([smhd])$/.exec(text.trim()) ?? [];
  return Number(amount) * UNIT_SECONDS[unit as keyof typeof UNIT_SECONDS];
}
