import { z } from 'zod';
import { env } from '../env';
import { kindOf } from './kinds';
import { type Answer, failed, post, unreadable } from './post';
import { receiptsUrl } from './receipts-url';
import type { FailureKind, Message, Outcome, Sender } from './sender';
import { TWILIO_KINDS } from './twilio-errors';

/** Of another form nothing is believed or repeated: it may echo the number and the code. */
const SENT = z.object({ sid: z.string().regex(/^(SM|MM)[0-9a-f]{32}$/) });
const REFUSED = z.object({ code: z.int().min(10_000).max(99_999) });

/** What Twilio takes for `ValidityPeriod`. */
const MAX_VALIDITY_SECONDS = 36_000;

/**
 * Twilio Programmable Messaging, version 2010-04-01. It sends text, and drops it where it would be
 * later than the code is good. It is not idempotent: the same message asked twice goes out twice.
 */
export const twilio: Sender = {
  name: 'twilio',
  requires: ['TWILIO_ACCOUNT_SID', 'TWILIO_AUTH_TOKEN'],
  requiresOneOf: ['TWILIO_FROM', 'TWILIO_MESSAGING_SERVICE_SID'],
  send: (message) => post(message, request(message), read),
};

function request(message: Message) {
  const { TWILIO_BASE_URL, TWILIO_ACCOUNT_SID = '' } = env();
  const account = `/2010-04-01/Accounts/${encodeURIComponent(TWILIO_ACCOUNT_SID)}`;
  return {
    url: new URL(`${account}/Messages.json`, TWILIO_BASE_URL).href,
    headers: {
      Accept: 'application/json',
      'Content-Type': 'application/x-www-form-urlencoded',
      Authorization: `Basic ${Buffer.from(credentials()).toString('base64')}`,
    },
    body: new URLSearchParams({ ...from(), ...receipts(message), ...text(message) }).toString(),
  };
}

/** An API key where there is one: unlike the auth token it can be withdrawn alone. */
function credentials(): string {
  const { TWILIO_API_KEY, TWILIO_API_SECRET, TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN } = env();
  if (TWILIO_API_KEY && TWILIO_API_SECRET) return `${TWILIO_API_KEY}:${TWILIO_API_SECRET}`;
  return `${TWILIO_ACCOUNT_SID}:${TWILIO_AUTH_TOKEN}`;
}

function from(): Record<string, string> {
  const { TWILIO_FROM = '', TWILIO_MESSAGING_SERVICE_SID } = env();
  if (!TWILIO_MESSAGING_SERVICE_SID) return { From: TWILIO_FROM };
  return { MessagingServiceSid: TWILIO_MESSAGING_SERVICE_SID };
}

/** Twilio reaches only public addresses, and the secret in this one must not travel in the clear. */
function receipts({ id }: Message): Record<string, string> {
  const url = receiptsUrl('twilio', id);
  return url?.startsWith('https:') ? { StatusCallback: url } : {};
}

function text({ to, text, minutes }: Message): Record<string, string> {
  if (!minutes) return { To: to, Body: text };
  const seconds = Math.min(minutes * 60, MAX_VALIDITY_SECONDS);
  return { To: to, Body: text, ValidityPeriod: String(seconds) };
}

/** 4xx is a refusal, of a kind its code tells; 5xx may be said of a message that went out. */
function read(answer: Answer): Outcome {
  const { status, json } = answer;
  const sent = SENT.safeParse(json);
  if (status === 201 && sent.success) {
    return { status: 'sent', providerMessageId: sent.data.sid };
  }
  const refused = REFUSED.safeParse(json);
  if (status < 400 || status > 499 || !refused.success) return unreadable(answer);
  const unlisted: FailureKind = status === 429 ? 'throttled' : 'config';
  const code = String(refused.data.code);
  return failed(kindOf(TWILIO_KINDS, code) ?? unlisted, code);
}
