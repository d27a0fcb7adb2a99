import type { Mobile } from '../mobile';
import { longestOf, policy } from '../policy';
import { secondsUntil } from '../rate-limit';
import { kv } from '../stores';
import type { Step } from '../transaction';

/** A try of a code: the same code for the same challenge is the same guess, however often it comes. */
export interface Guess {
  /** Of challenge and code, and telling neither. */
  id: string;
  /** When it came first, in epoch milliseconds. */
  time: number;
  /** The first that its challenge tried. */
  isFirst: boolean;
}

/** Clocks of processes differ; what is older than this and a window decides nothing any more. */
const SLACK_MILLISECONDS = 3_600_000;

/** Where the guesses at codes of `mobile` are, of all purposes together. */
export function guessesKey(mobile: Mobile): string {
  return `sms_code_guesses_${mobile.e164}`;
}

/** Reads the guesses at codes of `mobile`. */
export function guessesStep(mobile: Mobile): Step<string[]> {
  return {
    enter: (tx) => void tx.lrange(guessesKey(mobile), 0, -1),
    read: ([log]) => log as string[],
  };
}

/**
 * Counts a guess against its mobile, unless `log`, its guesses as read a moment ago, has it already.
 * `isAdmitted`: it may be compared. `left`: how many more a challenge that had its first may try.
 *
 * The store decides: guesses are appended to a list, and whoever reads it finds the same ones
 * admitted, in the order in which they came. One that is not admitted takes nobody's place.
 */
export async function admit(
  mobile: Mobile,
  guess: Guess,
  log: string[],
): Promise<{ isAdmitted: boolean; left: number }> {
  const isThere = log.some((entry) => guessIn(entry).id === guess.id);
  const { seen, counted } = read(isThere ? log : await append(mobile, guess));
  return { isAdmitted: seen.get(guess.id) === true, left: roomFor(false, counted, Date.now()) };
}

/** How many guesses a challenge that had its first may still try. */
export function guessesLeft(log: string[]): number {
  return roomFor(false, read(log).counted, Date.now());
}

/** Seconds until the first guess of another challenge would be compared; 0 for now. */
export function secondsUntilFirst(log: string[]): number {
  const limit = { name: '', windows: policy().WRONG_CODES_PER_MOBILE };
  return secondsUntil(limit, read(log).counted, Date.now());
}

/** As it is in the list, for who has to take a right one back. */
export function entryOf({ id, time, isFirst }: Guess): string {
  return `${time} ${isFirst ? 'first' : 'further'} ${id}`;
}

async function append(mobile: Mobile, guess: Guess): Promise<string[]> {
  const [key, entry] = [guessesKey(mobile), entryOf(guess)];
  const seconds = longestOf(policy().WRONG_CODES_PER_MOBILE) + SLACK_MILLISECONDS / 1000;
  const [, log] = await kv()
    .multi()
    .rpush(key, entry)
    .lrange(key, 0, -1)
    .expire(key, seconds)
    .exec<[number, string[], number]>();
  await tidy(key, entry, log);
  return log;
}

/** Takes away what decides nothing: the old, and this entry where the same came a moment before. */
async function tidy(key: string, entry: string, log: string[]): Promise<void> {
  const oldest =
    Date.now() - longestOf(policy().WRONG_CODES_PER_MOBILE) * 1000 - SLACK_MILLISECONDS;
  const old = log.filter((each) => guessIn(each).time < oldest);
  const isTwice = log.indexOf(entry) < log.lastIndexOf(entry);
  if (old.length === 0 && !isTwice) return;
  const transaction = kv().multi();
  for (const each of old) transaction.lrem(key, 0, each);
  if (isTwice) transaction.lrem(key, -1, entry);
  await transaction.exec().catch(() => {}); // the next one does it
}

/** Of each guess whether it was admitted, and when those that count came. */
function read(log: string[]): { seen: Map<string, boolean>; counted: number[] } {
  const seen = new Map<string, boolean>();
  const counted: number[] = [];
  for (const { id, time, isFirst } of log.map(guessIn)) {
    if (seen.has(id)) continue;
    const isAdmitted = roomFor(isFirst, counted, time) > 0;
    seen.set(id, isAdmitted);
    if (isAdmitted) counted.push(time);
  }
  return { seen, counted };
}

/** How many more guesses there is room for; some of it is kept for the first ones of challenges. */
function roomFor(isFirst: boolean, counted: number[], now: number): number {
  const { WRONG_CODES_PER_MOBILE: windows, WRONG_CODES_RESERVED: reserved } = policy();
  const rooms = windows.map(({ max, seconds }) => {
    const within = counted.filter((time) => time > now - seconds * 1000).length;
    return max - (isFirst ? 0 : reserved) - within;
  });
  return Math.max(0, Math.min(...rooms));
}

function guessIn(entry: string): Guess {
  const [time, kind, id = ''] = entry.split(' ');
  return { id, time: Number(time), isFirst: kind === 'first' };
}
