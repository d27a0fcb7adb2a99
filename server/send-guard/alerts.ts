import { v7 } from 'uuid';
import { env } from '../env';
import { failureOf, log } from '../log';
import { UNITS } from '../sms-money';
import { signedHeaders } from '../standard-webhooks';
import type { BudgetAlert } from './rules';

/** A visitor is waiting for the SMS that raised it. */
const DEADLINE_MILLISECONDS = 3_000;

/**
 * Tells the operator, in the log and where ALERT_WEBHOOK_URL is, once. Never rejects, and takes no
 * longer than 3 s: an alert that does not arrive is another line of the log.
 */
export async function alert(kind: 'budget', units: BudgetAlert): Promise<void> {
  const details = inCurrency(units);
  log.warn({ alert: kind, ...details }, 'send guard alert');
  await post(kind, details).catch((error) =>
    log.error({ alert: kind, failure: failureOf(error) }, 'send guard alert not delivered'),
  );
}

function inCurrency({ threshold, window, spent }: BudgetAlert) {
  const { max, seconds } = window;
  return { threshold, window: { max: max / UNITS, seconds }, spent: spent / UNITS };
}

async function post(kind: string, data: object): Promise<void> {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: secret = '' } = env();
  if (!url) return;
  const body = JSON.stringify({
    type: `send_guard.${kind}`,
    timestamp: new Date().toISOString(),
    data,
  });
  const { status, body: answer } = await fetch(url, {
    method: 'POST',
    headers: signedHeaders(v7(), body, secret),
    body,
    redirect: 'manual',
    cache: 'no-store',
    signal: AbortSignal.timeout(DEADLINE_MILLISECONDS),
  });
  await answer?.cancel();
  if (status < 200 || status > 299) throw Object.assign(new Error(), { code: `http-${status}` });
}
