import type { Transaction } from '#db/kv';
import type { Mobile } from '../mobile';
import { policy, type Window } from '../policy';
import * as rateLimit from '../rate-limit';
import type { RuleName } from '../send-guard-modes';
import type { Visitor } from '../visitor';
import { type Block, type Blockable, blocksIn, isBlockable, readBlocks, secondsOf } from './blocks';
import type { Counts, Fields, Scope } from './ledger';
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
}

export interface BudgetAlert {
  /** Per cent. */
  threshold: 80 | 100;
  window: Window;
  spent: number;
}

/** One rule's part in a decision. It counts the message first, so that of many at once none is overlooked. */
export interface Entry {
  rule: RuleName;
  /** How many commands `enter` adds. */
  commands: number;
  enter(tx: Transaction): void;
  judge(replies: unknown[], earlier: Verdict[]): Verdict;
  leave(tx: Transaction): void;
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
  const subject = { limit: { name: 'sms_per_mobile', windows, gapsSeconds }, id: e164 };
  return {
    rule: 'mobile',
    commands: rateLimit.ENTER_COMMANDS,
    enter: (tx) => rateLimit.enter(tx, subject, event),
    judge: (replies) => rateLimit.waitsIn(subject, replies.at(-1) as string[], event),
    leave: (tx) => rateLimit.leave(tx, subject, event),
  };
}

function scopeEntry(scope: UnverifiedScope, now: number): Entry {
  const { name } = scope;
  return isBlockable(name) ? blockableEntry({ ...scope, name }, now) : unverifiedEntry(scope, now);
}

/** A scope may have so many messages unverified, and for each verified one some more. */
function unverifiedEntry(scope: UnverifiedScope, now: number): Entry {
  return {
    rule: scope.name,
    commands: ledger.commandsOf(scope),
    enter: (tx) => {
      ledger.add(tx, scope, 'sent', 1, now);
      ledger.read(tx, scope);
    },
    judge: (replies) => ({
      waitSeconds: secondsUntilRoom(scope, ledger.fieldsIn(replies.at(-1)), now),
    }),
    leave: (tx) => {
      ledger.add(tx, scope, 'sent', -1, now);
      ledger.prune(tx, scope, now);
    },
  };
}

function secondsUntilRoom({ windows }: Scope, fields: Fields, now: number): number {
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
  return {
    ...entry,
    commands: entry.commands + 1,
    enter: (tx) => {
      entry.enter(tx);
      readBlocks(tx, { kind, id });
    },
    judge: (replies) => {
      const fields = ledger.fieldsIn(replies.at(-2));
      const converts = isConverting(scope, fields, now);
      const { count, until } = blocksIn(replies.at(-1));
      if (until > now) return { waitSeconds: Math.ceil((until - now) / 1000), converts };
      const begins = { kind, id, nth: count + 1 };
      if (count > 0) return { waitSeconds: 0, begins, converts };
      const isOver = secondsUntilRoom(scope, fields, now) > 0;
      return isOver
        ? { waitSeconds: secondsOf(begins), begins, converts }
        : { waitSeconds: 0, converts };
    },
  };
}

/** At least one in three gets verified. */
function isConverting({ windows: [window] }: Scope, fields: Fields, now: number): boolean {
  const { sent, verified } = ledger.countsIn(fields, window as Window, now);
  return verified > 0 && 3 * verified >= sent - 1; // this one cannot be verified yet
}

/** From so much of a budget on only what converts passes. */
export const SHORT = 0.8;

function moneyEntry(price: number, windows: Window[], now: number): Entry {
  const scope = moneyScope(windows);
  return {
    rule: 'money',
    commands: ledger.commandsOf(scope),
    enter: (tx) => {
      ledger.add(tx, scope, 'spent', price, now);
      ledger.read(tx, scope);
    },
    judge: (replies, earlier) => {
      const fields = ledger.fieldsIn(replies.at(-1));
      const share = earlier.some(({ converts }) => converts) ? 1 : SHORT;
      const waits = windows.map((window) =>
        ledger.secondsUntil(({ spent }) => spent <= share * window.max, fields, window, now),
      );
      const alerts = windows.flatMap((window) => alertsIn(window, fields, price, now));
      return { waitSeconds: Math.max(...waits), alerts };
    },
    leave: (tx) => {
      ledger.add(tx, scope, 'spent', -price, now);
      ledger.prune(tx, scope, now);
    },
  };
}

/** Where all that is spent counts. */
export function moneyScope(windows: Window[]): Scope {
  return { name: 'money', id: 'all', windows };
}

/** Where this message takes a budget over 80 %, and where no other like it fits in after it. */
function alertsIn(window: Window, fields: Fields, price: number, now: number): BudgetAlert[] {
  const { spent } = ledger.countsIn(fields, window, now);
  const short = SHORT * window.max;
  const isCrossing = spent - price < short && spent >= short;
  return [
    ...(isCrossing ? [{ threshold: 80, window, spent } as const] : []),
    ...(spent + price > window.max ? [{ threshold: 100, window, spent } as const] : []),
  ];
}
