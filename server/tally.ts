import { failureOf, log } from './log';
import { eventsTotal, LATENCY_BUCKETS, requestSeconds, smsSpentTotal } from './metrics';
import { UNITS } from './sms-money';
import { type Key, keep, writeAll } from './tally/buffer';
import { span } from './tracing';

/** What is counted by the hour, and what its `label` tells apart. */
export type TallyName =
  | 'picture' // captchas issued: label = level
  | 'recording'
  | 'proof'
  | 'solved' // label = picture, recording or proof
  | 'captcha-failed' // label = wrong or expired
  | 'sent' // a provider took it: label = what for
  | 'send-failed' // label = kind of the outcome
  | 'send-unknown' // it may have been sent: label = what for
  | 'delivered' // by receipt
  | 'undelivered'
  | 'verified' // the code was entered: label = what for
  | 'registered'
  | 'refused' // label = reason of the refusal
  | 'guard-refused' // label = rule of the send guard
  | 'spent' // count = price in ten-thousandths of the operator's currency
  | 'breaker-opened'
  | 'latency'; // label = what:upper bound in ms

interface Of {
  /** ISO 3166, two letters. */
  country?: string;
  /** The number less its last four digits. */
  prefix?: string;
  sender?: string;
  label?: string;
  count?: number;
}

const HOUR_MILLISECONDS = 3_600_000;

/**
 * Counts what happened in this hour: for Prometheus at once, for /ops with the next
 * `flushTallies`. Never throws and waits for nothing.
 */
export function tally(name: TallyName, { count = 1, ...of }: Of = {}): void {
  const { country = '', prefix = '', sender = '', label = '' } = of;
  const hour = Math.floor(Date.now() / HOUR_MILLISECONDS) * HOUR_MILLISECONDS;
  add({ hour, name, country, prefix, sender, label }, count);
  if (name === 'spent') smsSpentTotal.inc({ country, sender }, count / UNITS);
  else if (name !== 'latency') eventsTotal.inc({ name, country, sender, label }, count);
}

/** What may take time, and whose time is shown. */
export type Timed = 'picture' | 'request-code' | 'confirm' | 'register' | 'sign-in' | 'provider';

/** Does `work` as a step of the trace and counts how long it took, however it ended. */
export async function timed<T>(what: Timed, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  try {
    return await span(what, {}, work);
  } finally {
    observe(what, performance.now() - startedAt);
  }
}

/**
 * Adds what was counted to the table, and resolves when it is there or known not to be: then it
 * stays for the next time. Never rejects. See `writeAll` for what is lost.
 */
export async function flushTallies(): Promise<void> {
  await writeAll().catch((error) =>
    log.error({ failure: failureOf(error) }, 'tallies not written'),
  );
}

function observe(what: Timed, milliseconds: number): void {
  requestSeconds.observe({ what }, milliseconds / 1000);
  const bound = LATENCY_BUCKETS.find((most) => milliseconds <= most) ?? 'inf';
  tally('latency', { label: `${what}:${bound}` });
}

function add(key: Key, count: number): void {
  keep(key, count);
  if (process.env.VERCEL) flushSoon();
}

const shared = globalThis as { gatehouseTallyFlush?: NodeJS.Timeout };

/** Between requests functions may stand still, so there is no clock to go by. */
const SOON_MILLISECONDS = 50;

function flushSoon(): void {
  shared.gatehouseTallyFlush ??= setTimeout(() => {
    shared.gatehouseTallyFlush = undefined;
    void flushTallies();
  }, SOON_MILLISECONDS);
}
