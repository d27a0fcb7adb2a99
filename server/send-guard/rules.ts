import type { Transaction } from '#db/kv';
import type { Mobile } from '../mobile';
import { policy, type Window } from '../policy';
import * as rateLimit from '../rate-limit';
import type { RuleName } from '../send-guard-modes';
import type { Step } from '../transaction';
import type { Visitor } from '../visitor';
import {
  type Block,
  type Blockable,
  type Blocks,
  blocksIn,
  isBlockable,
  readBlocks,
  secondsOf,
} from './blocks';
import type { Counts, Field, Scope } from './ledger';
import * as ledger from './ledger';

/** What is to be sent, to whom, at whose wish. `price` is in units (see server/sms-money.ts). */
export interface Message {
  mobile: Mobile;
  visitor: Visitor;
  price: number;
}

type UnverifiedScope = Scope & { name: Exclude<RuleName, 'mobile' | 'money'> };
type BlockableScope = UnverifiedScope & { name: Blockable['kind'] };

/** What one rule says of one message, in seconds; 0 where it may be sent. */
export interface Verdict {
  waitSeconds: number;
  /** Until the next one, if this one is sent. */
  nextInSeconds?: number;
  /** The block that begins: with the refusal, or with the one message that passes after a block. */
  begins?: Block;
  /** Codes sent there get verified: what costs money may go on when it is short. */
  converts?: boolean;
  /** The budget that is used up to a threshold from now on. */
  alerts?: BudgetAlert[];
  /** Deletes what its ledger does not need any more; adds no command where that is nothing. */
  prune?(tx: Transaction): void;
}

export interface BudgetAlert {
  /** Per cent. */
  threshold: 80 | 100;
  window: Window;
  spent: number;
}

/**
 * One rule's part in a decision. It counts the message first, so that of many at once none is
 * overlooked. What it reads judges, after the rules before it have.
 */
export interface Entry extends Step<(earlier: Verdict[]) => Verdict> {
  rule: RuleName;
}

/** All rules that have to do with a message, in order. */
export function entriesOf(message: Message, budget: Window[], event: string): Entry[] {
  const now = Date.now();
  return [
    mobileEntry(message.mobile, event),
    ...scopesOf(message).map((scope) => scopeEntry(scope, now)),
    moneyEntry(message.price, budget, now),
  ];
}

/** Where a message counts as sent, and a code that its visitor entered as verified. */
export function scopesOf({ mobile, visitor }: Omit<Message, 'price'>): UnverifiedScope[] {
  const numbers = policy();
  const { browser } = visitor;
  return [
    ...(browser
      ? [{ name: 'browser', id: browser, windows: numbers.SMS_PER_BROWSER } as const]
      : []),
    { name: 'address', id: visitor.address, windows: numbers.SMS_PER_ADDRESS },
    { name: 'network', id: visitor.network, windows: numbers.SMS_PER_NETWORK },
    { name: 'prefix', id: mobile.prefix, windows: numbers.SMS_PER_PREFIX },
    { name: 'country', id: mobile.country, windows: numbers.SMS_PER_COUNTRY },
    { name: 'site', id: 'all', windows: numbers.SMS_PER_SITE },
  ];
}

function mobileEntry({ e164 }: Mobile, event: string): Entry {
  const { SMS_PER_MOBILE: windows, SMS_RESEND_GAPS: gapsSeconds } = policy();
  const limit = { name: 'sms_per_mobile', windows, gapsSeconds };
  const step = rateLimit.eventStep({ limit, id: e164 }, event);
  const read = (replies: unknown[]) => {
    const waits = step.read(replies);
    return () => waits;
  };
  return { rule: 'mobile', enter: step.enter, read, undo: (tx) => step.undo?.(tx) };
}

function scopeEntry(scope: UnverifiedScope, now: number): Entry {
  const { name } = scope;
  return isBlockable(name) ? blockableEntry({ ...scope, name }, now) : unverifiedEntry(scope, now);
}

/** A scope may have so many messages unverified, and for each verified one some more. */
function unverifiedEntry(scope: UnverifiedScope, now: number): Entry {
  return {
    ...counted(scope, 'sent', 1, now),
    rule: scope.name,
    read: (replies) => () => {
      const fields = ledger.fieldsIn(replies.at(-1));
      return {
        waitSeconds: secondsUntilRoom(scope, fields, now),
        prune: pruning(scope, fields, now),
      };
    },
  };
}

/** Counts `by` more of something, reads what there is by now, and can take it back. */
function counted(scope: Scope, what: 'sent' | 'spent', by: number, now: number) {
  return {
    enter(tx: Transaction) {
      ledger.add(tx, scope, what, by, now);
      ledger.read(tx, scope);
    },
    undo: (tx: Transaction) => ledger.add(tx, scope, what, -by, now),
  };
}

function pruning(scope: Scope, fields: Field[], now: number) {
  return (tx: Transaction) => ledger.prune(tx, scope, ledger.outdated(fields, scope, now));
}

function secondsUntilRoom({ windows }: Scope, fields: Field[], now: number): number {
  const earned = policy().SMS_EARNED_PER_VERIFIED;
  const waits = windows.map((window) => {
    const hasRoom = ({ sent, verified }: Counts) =>
      sent - verified <= window.max + earned * verified;
    return ledger.secondsUntil(hasRoom, fields, window, now);
  });
  return Math.max(...waits);
}

/**
 * A scope that, once it has used up what it may have, is blocked: longer each time, until a code of
 * it is verified. After a block one message passes, and the next block begins with it.
 */
function blockableEntry(scope: BlockableScope, now: number): Entry {
  const { name: kind, id } = scope;
  const entry = unverifiedEntry(scope, now);
  const judge = (fields: Field[], { count, until }: Blocks): Verdict => {
    const converts = isConverting(scope, fields, now);
    if (until > now) return { waitSeconds: Math.ceil((until - now) / 1000), converts };
    const begins = { kind, id, nth: count + 1 };
    if (count > 0) return { waitSeconds: 0, begins, converts };
    const isOver = secondsUntilRoom(scope, fields, now) > 0;
    return isOver
      ? { waitSeconds: secondsOf(begins), begins, converts }
      : { waitSeconds: 0, converts };
  };
  return {
    ...entry,
    enter(tx) {
      readBlocks(tx, { kind, id });
      entry.enter(tx);
    },
    read: ([blocks, ...replies]) => {
      const fields = ledger.fieldsIn(replies.at(-1));
      return () => ({
        ...judge(fields, blocksIn(blocks)),
        prune: pruning(scope, fields, now),
      });
    },
  };
}

/** At least one in three gets verified. */
function isConverting({ windows: [window] }: Scope, fields: Field[], now: number): boolean {
  const { sent, verified } = ledger.countsIn(fields, window as Window, now);
  return verified > 0 && 3 * verified >= sent - 1; // this one cannot be verified yet
}

/** From so much of a budget on only what converts passes. */
export const SHORT = 0.8;

function moneyEntry(price: number, windows: Window[], now: number): Entry {
  const scope = moneyScope(windows);
  return {
    ...counted(scope, 'spent', price, now),
    rule: 'money',
    read: (replies) => (earlier) => {
      const fields = ledger.fieldsIn(replies.at(-1));
      const share = earlier.some(({ converts }) => converts) ? 1 : SHORT;
      const waits = windows.map((window) =>
        ledger.secondsUntil(({ spent }) => spent <= share * window.max, fields, window, now),
      );
      const alerts = windows.flatMap((window) => alertsIn(window, fields, price, now));
      return { waitSeconds: Math.max(...waits), alerts, prune: pruning(scope, fields, now) };
    },
  };
}

/** Where all that is spent counts. */
export function moneyScope(windows: Window[]): Scope {
  return { name: 'money', id: 'all', windows };
}

/** Where this message takes a budget over 80 %, and where no other like it fits in after it. */
function alertsIn(window: Window, fields: Field[], price: number, now: number): BudgetAlert[] {
  const { spent } = ledger.countsIn(fields, window, now);
  const short = SHORT * window.max;
  const isCrossing = spent - price < short && spent >= short;
  return [
    ...(isCrossing ? [{ threshold: 80, window, spent } as const] : []),
    ...(spent + price > window.max ? [{ threshold: 100, window, spent } as const] : []),
  ];
}
