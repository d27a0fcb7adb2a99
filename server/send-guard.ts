import type { Transaction } from '#db/kv';
import type { Effort } from './captcha';
import { env } from './env';
import type { Mobile } from './mobile';
import { policy } from './policy';
import { type Charge, newEvent } from './rate-limit';
import { tellBlock, tellBudget } from './send-guard/alerts';
import { type Block, beginBlock, endBlocks, secondsOf } from './send-guard/blocks';
import { decide, type Outcome, refusalFor } from './send-guard/decide';
import { record } from './send-guard/decisions';
import * as ledger from './send-guard/ledger';
import { leverOf, levers } from './send-guard/levers';
import {
  type BudgetAlert,
  type Entry,
  entriesOf,
  scopesOf,
  type Verdict,
} from './send-guard/rules';
import type { Purpose } from './sms-code';
import { priceOf } from './sms-money';
import { sendersTo } from './sms-routes';
import { kv } from './stores';
import { tally } from './tally';
import { type Step, transact, undo } from './transaction';
import type { Visitor } from './visitor';

export { type Blockable, lift } from './send-guard/blocks';
export { parseLeverName } from './send-guard/lever-name';
export { listLevers, removeLever, setLever } from './send-guard/levers';
export { spending, standingBlocks } from './send-guard/standing';

/** A message somebody wants sent, and the captcha they solved for it. */
interface Wish {
  purpose: Purpose;
  mobile: Mobile;
  visitor: Visitor;
  captcha: Effort;
}

/**
 * Lets a message be sent and counts it, or refuses it (`too-frequent`, whichever rule it is) and
 * counts it nowhere. Each count is read in the transaction that adds to it, so of any number at once
 * exactly as many pass as may. Two round trips to the key-value store at most, and one more for who
 * loses the race for the one message after a block. Every decision is recorded, and none is made
 * while a store is away.
 */
export async function charge(wish: Wish): Promise<Charge> {
  const { mobile } = wish;
  // Another may deliver it in the end: the price is what we expect.
  const [sender = 'none'] = sendersTo(mobile.country, env().SMS_ROUTES);
  const price = priceOf(policy().SMS_PRICES, sender, mobile.country);
  const set = await levers();
  const entries = entriesOf({ ...wish, price }, set.budget ?? policy().SMS_BUDGET, newEvent());
  const giveBack = () => undo(entries);
  try {
    const verdicts = await judge(entries);
    const decided = decide(entries, verdicts, leverOf(set, mobile));
    const outcome = await settle(decided, verdicts, entries, mobile);
    await write(wish, outcome, { sender, price });
    if (outcome.refusal) throw outcome.refusal;
    return { nextInSeconds: verdicts[0]?.nextInSeconds ?? 0, giveBack };
  } catch (error) {
    // Only an answer may have been lost. What was refused is uncounted by now.
    if ((error as Error).name !== 'Refusal') await giveBack().catch(() => {});
    throw error;
  }
}

/**
 * Counts a code that its visitor entered: there is room for more where it was sent, and none of it
 * is blocked any longer.
 */
export function verifiedStep(mobile: Mobile, visitor: Visitor): Step<void> {
  const now = Date.now();
  const scopes = scopesOf({ mobile, visitor });
  const add = (tx: Transaction, by: number) => {
    for (const scope of scopes) ledger.add(tx, scope, 'verified', by, now);
  };
  return {
    enter(tx) {
      add(tx, 1);
      for (const scope of scopes) ledger.keep(tx, scope);
      endBlocks(tx, { kind: 'prefix', id: mobile.prefix });
      endBlocks(tx, { kind: 'country', id: mobile.country });
    },
    read: () => {},
    undo: (tx) => add(tx, -1),
  };
}

async function write(
  { purpose, mobile: { country, prefix }, captcha }: Wish,
  { reason, observed, refusal }: Outcome,
  cost: { sender: string; price: number },
): Promise<void> {
  const allowed = refusal === undefined;
  const { sender } = cost;
  if (!allowed) tally('guard-refused', { country, prefix, sender, label: reason ?? '' });
  await record({ allowed, reason, observed, purpose, country, prefix, captcha, ...cost });
}

async function judge(entries: Entry[]): Promise<Verdict[]> {
  const verdicts: Verdict[] = [];
  for (const say of await transact(...entries)) verdicts.push(say(verdicts));
  return verdicts;
}

/** Writes down what follows from a decision. Who loses the race for a message after a block is refused. */
async function settle(
  outcome: Outcome,
  verdicts: Verdict[],
  entries: Entry[],
  mobile: Mobile,
): Promise<Outcome> {
  const { refusal, begins, alerts } = outcome;
  const now = Date.now();
  const tx = kv().multi();
  for (const each of begins) beginBlock(tx, each, now);
  for (const each of alerts) markAlert(tx, each, now);
  for (const { prune } of verdicts) prune?.(tx);
  if (refusal) for (const entry of entries) entry.undo?.(tx);
  if (tx.length() === 0) return outcome;
  const replies = await tx.exec<unknown[]>();
  const isFirst = (i: number) => replies[2 * i] === 1;
  await tell(outcome, isFirst, mobile, now);
  const lost = begins.find((_, i) => !isFirst(i));
  return refusal || !lost ? outcome : lose(outcome, lost, entries);
}

/** Writes down what the operator is to hear of; nobody waits until they have. */
async function tell(
  { begins, alerts }: Outcome,
  isFirst: (i: number) => boolean,
  mobile: Mobile,
  now: number,
): Promise<void> {
  const modes = policy().SEND_GUARD_MODES;
  const blocks = begins.filter(({ kind }, i) => isFirst(i) && modes[kind] === 'enforce');
  const budgets = alerts.filter((_, i) => isFirst(begins.length + i));
  await Promise.all([
    ...blocks.map((block) => tellBlock(block, mobile, now)),
    ...budgets.map(tellBudget),
  ]);
}

async function lose(outcome: Outcome, block: Block, entries: Entry[]): Promise<Outcome> {
  const { kind } = block;
  if (policy().SEND_GUARD_MODES[kind] === 'observe') return outcome;
  await undo(entries);
  return { ...outcome, reason: kind, refusal: refusalFor(secondsOf(block)) };
}

/** Of all who find a budget at a threshold one says so in each of its windows; two commands. */
function markAlert(tx: Transaction, { threshold, window }: BudgetAlert, now: number): void {
  const { seconds } = window;
  tx.hsetnx('guard_alerts', `${threshold}:${seconds}:${Math.floor(now / 1000 / seconds)}`, '1');
  tx.expire('guard_alerts', 2 * 24 * 3_600);
}
