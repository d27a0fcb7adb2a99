import { Refusal } from '../errors';
import { policy } from '../policy';
import type { RuleName } from '../send-guard-modes';
import { type Block, isBlockable } from './blocks';
import type { BudgetAlert, Entry, Verdict } from './rules';

/** What became of one message. */
export interface Outcome {
  /** Who refused it, first in order. */
  reason: RuleName | 'lever' | null;
  /** Rules that would have, were they enforced. */
  observed: RuleName[];
  refusal?: Refusal;
  /** Blocks that begin with it: with its refusal, or with it as the one that passes after a block. */
  begins: Block[];
  alerts: BudgetAlert[];
}

/** Where an operator stopped what was asked for, nobody knows until when. */
const STOPPED_SECONDS = 30 * 60;

/** Weighs what the rules say, and before them the operator's lever. */
export function decide(entries: Entry[], verdicts: Verdict[], lever?: 'stop' | 'allow'): Outcome {
  const modes = policy().SEND_GUARD_MODES;
  const isTrusted = (rule: RuleName) => lever === 'allow' && isBlockable(rule);
  const judged = entries
    .map(({ rule }, i) => ({ rule, ...(verdicts[i] ?? { waitSeconds: 0 }) }))
    .filter(({ rule }) => !isTrusted(rule));
  const over = judged.filter(({ waitSeconds }) => waitSeconds > 0);
  const refusing = over.filter(({ rule }) => modes[rule] === 'enforce');
  const observed = over.filter(({ rule }) => modes[rule] === 'observe').map(({ rule }) => rule);
  const waits = refusing.map(({ waitSeconds }) => waitSeconds);
  if (lever === 'stop') waits.push(STOPPED_SECONDS);
  const isRefused = waits.length > 0;
  const reason = lever === 'stop' ? 'lever' : (refusing[0]?.rule ?? null);
  return {
    reason,
    observed,
    refusal: isRefused ? refusalFor(Math.max(...waits)) : undefined,
    // A block begins where its own rule decides, or where the message that tries it passes: what
    // others refuse is in its counts for a moment, and must not block it.
    begins: judged.flatMap(({ rule, waitSeconds, begins }) => {
      const decides = waitSeconds > 0 ? reason === rule || modes[rule] === 'observe' : !isRefused;
      return begins && decides ? [begins] : [];
    }),
    alerts: judged
      .flatMap(({ alerts = [] }) => alerts)
      .filter(({ threshold }) => threshold === 80 || !isRefused),
  };
}

/** The same words whichever rule it was. */
export function refusalFor(retryAfterSeconds: number): Refusal {
  return new Refusal('too-frequent', { retryAfterSeconds });
}
