import { policy, type Window } from '../policy';
import { kv } from '../stores';
import { type Blockable, blocksIn, readBlocks } from './blocks';
import * as ledger from './ledger';
import { levers } from './levers';
import { moneyScope, SHORT } from './rules';

/** A budget and what was spent of it, in units (see server/sms-money.ts). */
export interface Spending extends Window {
  spent: number;
  /** From so much on only prefixes pass where codes get verified. */
  short: number;
}

/** A block that lasts, until a time in epoch ms. */
export type Standing = Blockable & { until: number };

/** What is spent of the budgets that hold now, as the next message would find it. */
export async function spending(): Promise<Spending[]> {
  const windows = (await levers()).budget ?? policy().SMS_BUDGET;
  const tx = kv().multi();
  ledger.read(tx, moneyScope(windows));
  const fields = ledger.fieldsIn((await tx.exec<unknown[]>()).at(-1));
  const now = Date.now();
  return windows.map((window) => ({
    ...window,
    spent: ledger.countsIn(fields, window, now).spent,
    short: SHORT * window.max,
  }));
}

/** Which of these are blocked now; one round trip. */
export async function standingBlocks(asked: Blockable[]): Promise<Standing[]> {
  if (asked.length === 0) return [];
  const tx = kv().multi();
  for (const each of asked) readBlocks(tx, each);
  const replies = await tx.exec<unknown[]>();
  const now = Date.now();
  return asked
    .map((each, i) => ({ ...each, until: blocksIn(replies[i]).until }))
    .filter(({ until }) => until > now);
}
