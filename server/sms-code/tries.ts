import { keyedHash } from '../keyed-hash';
import { policy } from '../policy';
import type { Step } from '../transaction';
import type { Guess } from './guesses';
import { triesKey } from './keys';

/**
 * Counts a try before it is compared, so that of any number at once only so many are. When all are
 * used, one that repeats a counted try (a form sent many times) still shares its answer; any other
 * is no `guess`. `left`: how many more there are.
 */
export function countedTry(challenge: string, code: string): Step<{ guess?: Guess; left: number }> {
  const { WRONG_CODES_PER_CHALLENGE: max, SMS_CODE_LIFETIME, MOBILE_PROOF_LIFETIME } = policy();
  const key = triesKey(challenge);
  const id = keyedHash('sms-code-try', challenge, code).toString('base64url');
  const entry = `${Date.now()} ${id}`;
  return {
    enter(tx) {
      tx.rpush(key, entry);
      tx.ltrim(key, 0, max - 1);
      tx.lrange(key, 0, -1);
      tx.expire(key, SMS_CODE_LIFETIME + MOBILE_PROOF_LIFETIME);
    },
    read: ([tries, , counted]) => ({
      guess: guessOf(id, counted as string[]),
      left: max - (tries as number),
    }),
    undo: (tx) => void tx.lrem(key, -1, entry),
  };
}

/** The same for all tries of one code, as the first of them made it. */
function guessOf(id: string, counted: string[]): Guess | undefined {
  const nth = counted.findIndex((each) => each.endsWith(` ${id}`));
  if (nth < 0) return undefined;
  return { id, time: Number.parseInt(counted[nth] ?? '', 10), isFirst: nth === 0 };
}
