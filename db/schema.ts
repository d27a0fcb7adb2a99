import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  date,
  index,
  integer,
  jsonb,
  pgEnum,
  pgTable,
  primaryKey,
  text,
  timestamp,
  uuid,
} from 'drizzle-orm/pg-core';
import { v7 } from 'uuid';

const id = () => uuid('id').primaryKey().$defaultFn(v7);
const time = (name: string) => timestamp(name, { withTimezone: true });
const createdAt = () => time('created_at').notNull().default(sql`now()`);

/** A person who proved a mobile number. `mobile` is E.164; the unique index decides races. */
export const users = pgTable('users', {
  id: id(),
  mobile: text('mobile').notNull().unique(),
  passwordHash: text('password_hash').notNull(),
  /** May see /ops and pull its levers. */
  isOperator: boolean('is_operator').notNull().default(false),
  createdAt: createdAt(),
});

/** A signed-in browser. The token itself is only in its cookie; here is its SHA-256, in hex. */
export const sessions = pgTable(
  'sessions',
  {
    tokenHash: text('token_hash').primaryKey(),
    /** What its owner may name it by; opens nothing. */
    id: uuid('id').notNull().unique().defaultRandom(),
    userId: uuid('user_id')
      .notNull()
      .references(() => users.id, { onDelete: 'cascade' }),
    userAgent: text('user_agent'),
    createdAt: createdAt(),
    lastSeenAt: time('last_seen_at').notNull().default(sql`now()`),
    expiresAt: time('expires_at').notNull(),
  },
  (table) => [index().on(table.userId), index().on(table.expiresAt)],
);

/**
 * sending: written, not yet answered for. unknown: it may have been sent, nobody can say. delivered
 * and failed are final. See `isForward` in server/sms/attempts.ts for who may become what.
 */
export const smsStatus = pgEnum('sms_status', [
  'sending',
  'sent',
  'delivered',
  'failed',
  'unknown',
]);

/**
 * One attempt to have one SMS delivered, by one sender; `requestId` is the same for all attempts of
 * one SMS. `id`, less its hyphens, is what the provider gets as our name for it. Never its text or
 * code, never the whole number: `prefix` is the number less its last four digits, `mobileHash` a
 * keyed hash of it, `challengeHash` one of the challenge that shows this row to its visitor. Of a
 * number that is no user's any more, or older than KEEP_SMS_LINKS, `mobileHash` is empty and
 * `challengeHash` null.
 */
export const smsMessages = pgTable(
  'sms_messages',
  {
    id: id(),
    requestId: uuid('request_id').notNull(),
    purpose: text('purpose').notNull(),
    country: text('country').notNull(),
    prefix: text('prefix').notNull(),
    mobileHash: text('mobile_hash').notNull(),
    challengeHash: text('challenge_hash'),
    provider: text('provider').notNull(),
    providerMessageId: text('provider_message_id'),
    status: smsStatus('status').notNull(),
    /** A kind of `Outcome`, or `carrier`: accepted by the provider, refused after that. */
    errorKind: text('error_kind'),
    errorCode: text('error_code'),
    createdAt: createdAt(),
    /** When its code was first entered. */
    verifiedAt: time('verified_at'),
  },
  (table) => [
    index('sms_messages_receipt_index').on(table.provider, table.providerMessageId),
    index('sms_messages_challenge_index').on(table.challengeHash),
    index('sms_messages_mobile_index').on(table.mobileHash),
    index('sms_messages_time_index').on(table.createdAt),
    index('sms_messages_linked_index')
      .on(table.createdAt)
      .where(sql`mobile_hash <> '' or challenge_hash is not null`),
    index('sms_messages_sending_index').on(table.createdAt).where(sql`status = 'sending'`),
  ],
);

/**
 * What an operator has told the send guard. `name` says of whom: `all`, a country such as CN, the
 * beginning of numbers such as +8617612, or `budget`. See server/send-guard/levers.ts.
 */
export const sendLevers = pgTable('send_levers', {
  name: text('name').primaryKey(),
  /** `stop`, `allow`, or the amounts of a budget as they were typed. */
  value: text('value').notNull(),
  setBy: text('set_by').notNull(),
  setAt: time('set_at').notNull().default(sql`now()`),
});

/**
 * One decision of the send guard. Never the whole number: `prefix` is the number less its last four
 * digits. `reason` is the rule that refused, `observed` those that would have; `price` is in
 * ten-thousandths of the operator's currency.
 */
export const sendDecisions = pgTable(
  'send_decisions',
  {
    id: id(),
    createdAt: createdAt(),
    allowed: boolean('allowed').notNull(),
    reason: text('reason'),
    observed: text('observed').array().notNull(),
    purpose: text('purpose').notNull(),
    country: text('country').notNull(),
    prefix: text('prefix').notNull(),
    sender: text('sender').notNull(),
    price: integer('price').notNull(),
    captchaWay: text('captcha_way').notNull(),
    captchaLevel: text('captcha_level'),
  },
  (table) => [index('send_decisions_time_index').on(table.createdAt)],
);

/**
 * How often something happened in an hour: what is counted, and of which country, prefix and sender,
 * empty where it has none. `label` tells kinds of it apart. See server/tally.ts.
 */
export const tallies = pgTable(
  'tallies',
  {
    hour: time('hour').notNull(),
    name: text('name').notNull(),
    country: text('country').notNull().default(''),
    prefix: text('prefix').notNull().default(''),
    sender: text('sender').notNull().default(''),
    label: text('label').notNull().default(''),
    count: bigint('count', { mode: 'number' }).notNull(),
  },
  ({ hour, name, country, prefix, sender, label }) => [
    primaryKey({ columns: [hour, name, country, prefix, sender, label] }),
    index('tallies_prefix_index').on(prefix.op('text_pattern_ops'), hour).where(sql`prefix <> ''`),
  ],
);

export const tallyStep = pgEnum('tally_step', ['hour', 'day']);

/**
 * The same without the prefixes, which are most of the rows, of each hour and of each day of UTC.
 * Triggers of `tallies` keep it, and `prefixDays`, in the statement that counts: see
 * db/migrations/0005_ops.sql.
 */
export const tallyTotals = pgTable(
  'tally_totals',
  {
    step: tallyStep('step').notNull(),
    start: time('start').notNull(),
    name: text('name').notNull(),
    country: text('country').notNull(),
    sender: text('sender').notNull(),
    label: text('label').notNull(),
    count: bigint('count', { mode: 'number' }).notNull(),
  },
  ({ step, start, name, country, sender, label }) => [
    primaryKey({ columns: [step, start, name, country, sender, label] }),
  ],
);

/** What became of the SMS to a prefix by a sender on a day of UTC. */
export const prefixDays = pgTable(
  'prefix_days',
  {
    day: date('day').notNull(),
    country: text('country').notNull(),
    prefix: text('prefix').notNull(),
    sender: text('sender').notNull(),
    sent: bigint('sent', { mode: 'number' }).notNull(),
    delivered: bigint('delivered', { mode: 'number' }).notNull(),
    verified: bigint('verified', { mode: 'number' }).notNull(),
  },
  ({ day, country, prefix, sender, sent, verified }) => [
    primaryKey({ columns: [day, country, prefix, sender] }),
    index('prefix_days_sent_index').on(day, sent.desc().nullsFirst()),
    index('prefix_days_open_index').on(day, sql`(${sent} - ${verified}) desc`),
  ],
);

/**
 * What operators saw and did, for ever: a trigger refuses to change or remove any of it. Each
 * entry's `hash` covers it and the one before: see server/audit.ts.
 */
export const auditLog = pgTable('audit_log', {
  seq: bigint('seq', { mode: 'number' }).primaryKey(),
  at: time('at').notNull(),
  actor: text('actor').notNull(),
  action: text('action').notNull(),
  details: jsonb('details').notNull(),
  hash: text('hash').notNull(),
});

/** What is to be told to the operator's own systems, until it has been: see server/events.ts. */
export const events = pgTable(
  'events',
  {
    id: id(),
    type: text('type').notNull(),
    data: jsonb('data').notNull(),
    createdAt: createdAt(),
    attempts: integer('attempts').notNull().default(0),
    /** When it is to be sent, next or again; null when that is over. */
    nextAttemptAt: time('next_attempt_at').default(sql`now()`),
    deliveredAt: time('delivered_at'),
  },
  (table) => [
    index('events_due_index').on(table.nextAttemptAt).where(sql`next_attempt_at is not null`),
    index('events_time_index').on(table.createdAt),
  ],
);
