import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  isBrokenCircuitError,
} from 'cockatiel';
import { failureOf, log } from '../log';
import { kv } from '../stores';
import { tally } from '../tally';
import type { Outcome } from './sender';

/** So many failures in a row, and a sender is passed over in that country. */
const FAILURES = 5;
/** Then one message tries it again. */
const REST_MILLISECONDS = 30_000;

/** What says something of the sender, and not of the number or the visitor. */
const TROUBLE = new Set(['retryable', 'balance', 'config', 'ambiguous']);

/** In the key-value store, for operators: breakers of all processes, by when they have rested. */
const PASSED_OVER = 'sms_passed_over';

/** Of this process; module state is not shared between Next's bundles, `globalThis` is. */
const shared = globalThis as { gatehouseBreakers?: Map<string, CircuitBreakerPolicy> };

/** Sends through the breaker of a sender in a country. `passed-over`: nothing was tried. */
export async function throughBreaker(
  sender: string,
  country: string,
  send: () => Promise<Outcome>,
): Promise<Outcome | 'passed-over'> {
  return breakerOf(`${sender} ${country}`)
    .execute(send)
    .catch((error) => {
      if (isBrokenCircuitError(error)) return 'passed-over';
      throw error;
    });
}

/** The breakers of this process: open (passed over), half-open (being tried again) or closed (in use). */
export function breakerStates() {
  return [...breakers()].map(([key, { state }]) => ({ ...namesIn(key), state: nameOf(state) }));
}

/** Whom any process passes over now. */
export async function passedOver() {
  const tx = kv().multi();
  tx.zremrangebyscore(PASSED_OVER, 0, Date.now());
  tx.zrange(PASSED_OVER, 0, -1);
  const [, breakers] = await tx.exec<[number, string[]]>();
  return breakers.map(namesIn);
}

function breakers(): Map<string, CircuitBreakerPolicy> {
  shared.gatehouseBreakers ??= new Map();
  return shared.gatehouseBreakers;
}

function breakerOf(key: string): CircuitBreakerPolicy {
  const known = breakers().get(key);
  if (known) return known;
  const made = circuitBreaker(handleWhenResult(isTrouble), {
    halfOpenAfter: REST_MILLISECONDS,
    breaker: new ConsecutiveBreaker(FAILURES),
  });
  made.onStateChange((state) => tell(key, nameOf(state)));
  breakers().set(key, made);
  return made;
}

function tell(breaker: string, state: string): void {
  log.warn({ breaker, state }, 'sms breaker');
  if (state !== 'open') return;
  tally('breaker-opened', namesIn(breaker));
  notePassedOver(breaker).catch((error) =>
    log.warn({ breaker, failure: failureOf(error) }, 'sms breaker not noted'),
  );
}

async function notePassedOver(breaker: string): Promise<void> {
  const tx = kv().multi();
  tx.zadd(PASSED_OVER, { score: Date.now() + REST_MILLISECONDS, member: breaker });
  tx.expire(PASSED_OVER, REST_MILLISECONDS / 1_000);
  await tx.exec();
}

function namesIn(breaker: string): { sender: string; country: string } {
  const [sender = '', country = ''] = breaker.split(' ');
  return { sender, country };
}

function isTrouble(outcome: unknown): boolean {
  const { status, kind = '' } = outcome as { status?: string; kind?: string };
  return status === 'failed' && TROUBLE.has(kind);
}

function nameOf(state: CircuitState) {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half-open' : 'open';
}
