import { emit } from '../events';
import { failureOf, log } from '../log';
import type { Mobile } from '../mobile';
import { UNITS } from '../sms-money';
import { type Block, secondsOf } from './blocks';
import type { BudgetAlert } from './rules';

/** Tells the operator, in the log and as an event, that a budget is used up to a threshold. Never rejects. */
export async function tellBudget({ threshold, window, spent }: BudgetAlert): Promise<void> {
  const { max, seconds } = window;
  const details = { threshold, window: { max: max / UNITS, seconds }, spent: spent / UNITS };
  log.warn({ alert: 'budget', ...details }, 'send guard alert');
  await emit('budget.threshold', details).catch(notTold);
}

/** The same of a block that begins at `now`, in ms, with a message to `mobile`. Never rejects. */
export async function tellBlock(
  block: Block,
  { country, prefix }: Pick<Mobile, 'country' | 'prefix'>,
  now: number,
): Promise<void> {
  const { kind } = block;
  const until = new Date(now + secondsOf(block) * 1000).toISOString();
  const details = { kind, country, ...(kind === 'prefix' ? { prefix } : {}), until };
  log.warn({ alert: 'blocked', ...details }, 'send guard alert');
  await emit('sms.blocked', details).catch(notTold);
}

function notTold(error: unknown): void {
  log.error({ failure: failureOf(error) }, 'send guard event not written');
}
