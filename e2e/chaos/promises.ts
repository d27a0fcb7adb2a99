import { isAlive } from '../support/is-alive';
import { Browser } from './browser';
import type { Fault } from './fault';
import { complaintsInLog } from './fuzz/property';
import type { Entry, Journal, Step } from './journal';
import { newAddress } from './person';
import type { World } from './world';

/** When something was so, in `performance.now()`. */
export interface Span {
  from: number;
  to: number;
}

/** What came of one fault, for the promises to look at. */
export interface Trial {
  world: World;
  fault: Fault;
  journal: Journal;
  /** From when the fault was there to when its end began. */
  on: Span;
  /** From the fault's end to the last answer that something is still away. */
  recoverySeconds: number;
  /** What the product printed meanwhile. */
  log: string;
  workersBefore: number[];
}

/** Each says what breaks it; nothing where it is kept. */
export const PROMISES: Record<string, (trial: Trial) => string[] | Promise<string[]>> = {
  'nobody is lost': nobodyIsLost,
  'nobody is there twice, or without a code': nobodyIsDoubled,
  'no SMS goes out twice': noSmsIsDoubled,
  'no code is accepted twice': noCodeIsAcceptedTwice,
  'nothing is sent while the store is away': silentWhileAway,
  'every answer is the right one': answersAreRight,
  'every answer comes in time': answersComeInTime,
  'everybody gets through': everybodyGetsThrough,
  'it recovers within 5 s, by itself': recovers,
  'the log says nothing unforeseen': ({ log, world, journal }) =>
    complaintsInLog(log, [
      ...world.secrets,
      ...journal.members.flatMap(({ mobile, password }) => [mobile, password]),
    ]),
  'the fault itself was answered rightly': ({ journal }) => journal.complaints,
};

const RECOVERY_SECONDS = 5;

/** A provider that is asked twice has 10 s, a statement 5 s. */
const MOST_MILLISECONDS = 15_000;

/** Who was told so is a user, and their password opens the account. */
async function nobodyIsLost({ world, journal }: Trial): Promise<string[]> {
  const rows = await usersAmong(
    world,
    journal.members.map(({ mobile }) => mobile),
  );
  const users = new Set(rows.map(({ mobile }) => mobile));
  const lost = journal.members.filter(({ mobile }) => !users.has(`+86${mobile}`));
  const shutOut: string[] = [];
  for (const { mobile, password } of journal.members) {
    const browser = new Browser(world.url, newAddress());
    const { status } = await browser.call('session.signIn', { mobile, password });
    if (status !== 200) shutOut.push(`${mobile} cannot sign in: ${status}`);
    browser.close();
  }
  return [...lost.map(({ mobile }) => `${mobile} is no user`), ...shutOut];
}

async function nobodyIsDoubled({ world, journal }: Trial): Promise<string[]> {
  const mobiles = [...new Set(journal.entries.map(({ mobile }) => mobile))];
  const proven = new Set(accepted(journal).map(({ mobile }) => mobile));
  const counts = new Map<string, number>();
  for (const { mobile } of await usersAmong(world, mobiles)) {
    counts.set(mobile.slice(3), (counts.get(mobile.slice(3)) ?? 0) + 1);
  }
  return [...counts].flatMap(([mobile, count]) => {
    if (count > 1) return [`${mobile} is there ${count} times`];
    return proven.has(mobile) ? [] : [`${mobile} was never told that the code is right`];
  });
}

/** A person asks for one after the other, so what goes out belongs to the last that was asked for. */
function noSmsIsDoubled({ world, journal }: Trial): string[] {
  const asked = journal.entries.filter(({ step }) => step === 'request');
  const broken = [...byMobile(asked)].flatMap(([mobile, entries]) => {
    const times = world.gateway.to(mobile).map(({ at }) => at);
    return entries.flatMap(({ begunAt, status }, i) => {
      const nextAt = entries[i + 1]?.begunAt ?? Number.POSITIVE_INFINITY;
      const count = times.filter((at) => at >= begunAt && at < nextAt).length;
      if (count > 1) return [`${mobile} got ${count} for one request`];
      return count === 0 && status === 200
        ? [`${mobile} was told of an SMS that did not go out`]
        : [];
    });
  });
  const ids = world.gateway.sent.map(({ reqId }) => reqId);
  return new Set(ids).size === ids.length ? broken : [...broken, 'one id went out twice'];
}

/** Of all browsers that enter a code one is let on. */
function noCodeIsAcceptedTwice({ journal }: Trial): string[] {
  const winners = new Map<string, Set<string>>();
  for (const { mobile, code, address } of accepted(journal)) {
    const key = `${mobile} ${code}`;
    winners.set(key, (winners.get(key) ?? new Set()).add(address));
  }
  const doubled = [...winners].filter(([, addresses]) => addresses.size > 1);
  return doubled.map(([key, { size }]) => `${key} let ${size} browsers on`);
}

/** For whoever asked while it was away. */
function silentWhileAway({ world, fault, journal, on }: Trial): string[] {
  if (!fault.isSilent) return [];
  const sent = world.gateway.sent.filter(({ at }) => at > on.from && at < on.to);
  return sent.flatMap(({ to, at }) => {
    const asked = journal.entries.filter(({ mobile, step }) => mobile === to && step === 'request');
    // A request that waits is noted when it ends, and what was begun before may still go out.
    const request = asked.findLast(({ begunAt }) => begunAt <= at);
    return !request || request.begunAt > on.from ? [`${to} was sent an SMS`] : [];
  });
}

/** Why the second of two browsers with one number is refused on any day. */
const USUAL: Partial<Record<Step, string>> = {
  request: 'too-frequent',
  confirm: 'sms-code-expired',
};

/** None but those this fault excuses. */
function answersAreRight({ fault, journal }: Trial): string[] {
  const { mayHear = [], mayBeRefused = [] } = fault;
  const hasTwo = new Set(
    [...byMobile(journal.entries)]
      .filter(([, all]) => new Set(all.map((each) => each.address)).size > 1)
      .map(([mobile]) => mobile),
  );
  const isUsual = ({ mobile, step, reason }: Entry) => hasTwo.has(mobile) && USUAL[step] === reason;
  const isRight = (entry: Entry) =>
    entry.status === 200 ||
    mayHear.includes(entry.status) ||
    (entry.status >= 400 &&
      entry.status < 500 &&
      (isUsual(entry) || mayBeRefused.includes(entry.reason ?? '')));
  const wrong = journal.entries.filter((entry) => !isRight(entry));
  return [
    ...new Set(wrong.map(({ step, status, reason }) => `${step}: ${status} ${reason ?? ''}`)),
  ];
}

function answersComeInTime({ journal }: Trial): string[] {
  const late = journal.entries.filter(
    ({ begunAt, endedAt }) => endedAt - begunAt > MOST_MILLISECONDS,
  );
  return late.map(({ step, status }) => `${step}: ${status} after more than 15 s`);
}

function everybodyGetsThrough({ fault, journal }: Trial): string[] {
  const isWaiting = (mobile: string) =>
    fault.makesWait &&
    journal.entries.some((entry) => entry.mobile === mobile && entry.status === 429);
  return journal.stuck.filter((mobile) => !isWaiting(mobile)).map((mobile) => `${mobile} did not`);
}

function recovers({ world, fault, recoverySeconds, workersBefore }: Trial): string[] {
  const broken: string[] = [];
  if (!(recoverySeconds <= RECOVERY_SECONDS)) broken.push(`after ${recoverySeconds.toFixed(1)} s`);
  const ended = workersBefore.filter((pid) => !isAlive(pid)).length;
  if (ended > (fault.kills ?? 0)) broken.push(`${ended} workers ended`);
  if (world.server.process.exitCode !== null) broken.push('the primary ended');
  return broken;
}

const accepted = ({ entries }: Journal) =>
  entries.filter(({ step, status }) => step === 'confirm' && status === 200);

function byMobile(entries: Entry[]): Map<string, Entry[]> {
  const groups = new Map<string, Entry[]>();
  for (const entry of entries) {
    const group = groups.get(entry.mobile) ?? [];
    groups.set(entry.mobile, [...group, entry]);
  }
  return groups;
}

async function usersAmong({ database: { query } }: World, mobiles: string[]) {
  const numbers = mobiles.map((mobile) => `+86${mobile}`);
  return query<{ mobile: string }[]>`select mobile from users where mobile in ${query(numbers)}`;
}
