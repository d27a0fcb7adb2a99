import { Refusal } from '../errors';
import { Mistake } from '../mistake';
import { type Blockable, lift, parseLeverName, removeLever, setLever } from '../send-guard';
import { parseBudget } from '../sms-money';

/** What an operator may do, and to whom. */
export const ACTS = {
  stop: ['all', 'country', 'prefix'],
  allow: ['prefix'],
  resume: ['all', 'country', 'prefix', 'budget'],
  lift: ['country', 'prefix'],
  budget: ['budget'],
} as const;

export type Act = keyof typeof ACTS;

/** As it was typed: `scope` is `all`, `budget`, a country or the beginning of numbers. */
export interface Lever {
  act: Act;
  scope: string;
  /** Of a budget: money of an hour and a day, such as `25/1h 100/24h`. */
  amounts?: string;
}

/**
 * Reads what was typed and changes nothing. `scope` in the answer is as the guard names it. Refuses
 * `lever-scope` and `lever-budget`.
 */
export function parseLever({ act, scope, amounts = '' }: Lever) {
  const { kind, name } = understood('lever-scope', () => parseLeverName(scope));
  if (!ACTS[act].some((each) => each === kind)) throw new Refusal('lever-scope');
  if (act === 'budget') understood('lever-budget', () => parseBudget(amounts.normalize('NFKC')));
  return { act, kind, scope: name, amounts: amounts.normalize('NFKC').trim() };
}

/**
 * Does it, in every process within 5 s; it is in the audit log, or it is not done. `actor` is who asks for it.
 * Refuses as `parseLever`.
 */
export async function pullLever(typed: Lever, actor: string): Promise<void> {
  const { act, kind, scope, amounts } = parseLever(typed);
  if (act === 'lift') await lift(kind as Blockable['kind'], scope, actor);
  else if (act === 'resume') await removeLever(scope, actor);
  else await setLever(scope, act === 'budget' ? amounts : act, actor);
}

/** What was mistyped is told at its field. */
function understood<T>(reason: 'lever-scope' | 'lever-budget', read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (reason === 'lever-scope' && !(error instanceof Mistake)) throw error;
    throw new Refusal(reason);
  }
}
