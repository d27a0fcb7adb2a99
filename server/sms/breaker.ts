import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
  isBrokenCircuitError,
} from 'cockatiel';
import { log } from '../log';
import { tally } from '../tally';
import type { Outcome } from './sender';

/** So many failures in a row, and a sender is passed over in that country. */
const FAILURES = 5;
/** Then one message tries it again. */
const REST_MILLISECONDS = 30_000;

/** What says something of the sender, and not of the number or the visitor. */
const TROUBLE = new Set(['retryable', 'balance', 'config', 'ambiguous']);

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

/** For operators: `ccp CN` → open (passed over), half-open (being tried again) or closed (in use). */
export function breakerStates(): Record<string, 'closed' | 'open' | 'half-open'> {
  const states = [...breakers()].map(([key, { state }]) => [key, nameOf(state)]);
  return Object.fromEntries(states);
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
  const [sender, country] = breaker.split(' ');
  if (state === 'open') tally('breaker-opened', { sender, country });
}

function isTrouble(outcome: unknown): boolean {
  const { status, kind = '' } = outcome as { status?: string; kind?: string };
  return status === 'failed' && TROUBLE.has(kind);
}

function nameOf(state: CircuitState) {
  if (state === CircuitState.Closed) return 'closed';
  return state === CircuitState.HalfOpen ? 'half-open' : 'open';
}
