import { randomBytes } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { normalise, randomDigits, randomText } from './captcha/answer';
import { LEVELS, type Level, levelNamed, levelUnder } from './captcha/level';
import { draw, type Scale } from './captcha/picture';
import { type Problem, pose } from './captcha/proof-of-work';
import { type Language, speak } from './captcha/speech';
import { LANGUAGES } from './captcha/speech-bank';
import { isSameSecret } from './constant-time';
import { Refusal } from './errors';
import { keyedHash } from './keyed-hash';
import { policy } from './policy';
import { type Pressure, pressureIn, pressureKeys } from './pressure';
import { chargeAndRead, limited } from './rate-limit';
import { kv } from './stores';
import { tally, timed } from './tally';
import type { Visitor } from './visitor';

/** The ways to one right to send an SMS: each keeps its answer under its own key. */
const WAYS = { picture: 'image_code', recording: 'audio_code', proof: 'proof_of_work' } as const;
type Way = keyof typeof WAYS;

/**
 * Draws and speaks until both are fast, so that no visitor waits for it: about half a second,
 * in pieces between which requests are answered.
 */
export async function warmUp(): Promise<void> {
  const seed = randomBytes(32);
  for (const level of LEVELS) {
    for (let i = 0; i < 60; i++) {
      draw(randomText(level), { level, scale: i % 6 === 0 ? 2 : 1, seed });
      await setImmediate();
    }
  }
  for (const language of LANGUAGES) {
    speak(randomDigits(), language, seed);
    await setImmediate();
  }
}

/**
 * Draws the picture of `id` as JPEG of 200 × 70 pixels times `scale`. The first answer of an id
 * stays for CAPTCHA_LIFETIME, and so does its level: asked again, at any scale and by anybody, it is
 * the same picture. Refuses `too-frequent`.
 */
export function issuePicture(id: string, visitor: Visitor, scale: Scale): Promise<Buffer> {
  return timed('picture', () => newOrKept(id, visitor, scale));
}

async function newOrKept(id: string, visitor: Visitor, scale: Scale): Promise<Buffer> {
  const { pressure, kept } = await chargeFor('picture', id, visitor);
  const { answer, level } = kept ?? (await keepFirst('picture', id, newPicture(pressure)));
  return draw(answer, { level, scale, seed: seedOf('picture', id, answer) });
}

/**
 * Speaks six digits as WAV. As with pictures, the first answer of an id stays; asked again in the
 * same language it is the same recording. Refuses `too-frequent`.
 */
export async function issueRecording(
  id: string,
  visitor: Visitor,
  language: Language,
): Promise<Buffer> {
  const { kept } = await chargeFor('recording', id, visitor);
  const { answer } = kept ?? (await keepFirst('recording', id, { answer: randomDigits() }));
  return speak(answer, language, seedOf('recording', id, answer, language));
}

/**
 * Poses a problem that takes a computer a part of a second; harder under pressure. Its solution is the
 * answer. The last problem of an id counts. Refuses `too-frequent`.
 */
export async function issueProblem(id: string, visitor: Visitor): Promise<Problem> {
  const { pressure } = await chargeFor('proof', id, visitor);
  const { problem, solution } = await pose(pressure);
  await kv().set(keyOf('proof', id), solution, { ex: policy().CAPTCHA_LIFETIME });
  tally('proof');
  return problem;
}

/** What a captcha cost the one who solved it. Only pictures have a level of their own. */
export interface Effort {
  way: Way;
  level: Level | null;
}

/**
 * Uses up `id`, right or wrong, whichever way `answer` was found.
 * Refuses `captcha-expired` and `captcha-wrong`.
 */
export async function consume(id: string, answer: string): Promise<Effort> {
  const transaction = kv().multi();
  const ways = Object.keys(WAYS) as Way[];
  for (const way of ways) transaction.getdel(keyOf(way, id));
  transaction.getdel(levelKeyOf(id));
  const replies = await transaction.exec<(string | null)[]>();
  const kept = replies.slice(0, ways.length);
  if (kept.every((each) => each === null)) throw failed('expired');
  const given = normalise(answer);
  const matches = kept.map((each) => each !== null && isSameSecret(normalise(each), given));
  const way = ways[matches.indexOf(true)];
  if (!way) throw failed('wrong');
  tally('solved', { label: way });
  return { way, level: way === 'picture' ? levelNamed(replies.at(-1)) : null };
}

function failed(how: 'wrong' | 'expired'): Refusal {
  tally('captcha-failed', { label: how });
  return new Refusal(`captcha-${how}`);
}

/** What was issued first for an id. The level is the picture's. */
interface Issued {
  answer: string;
  level: Level;
}

/** Counts one more captcha of this way for the visitor, and reads what decides on it. */
async function chargeFor(
  way: Way,
  id: string,
  visitor: Visitor,
): Promise<{ pressure: Pressure; kept?: Issued }> {
  const now = Date.now();
  const keys = [keyOf(way, id), levelKeyOf(id), ...pressureKeys(visitor, now)];
  const { values } = await chargeAndRead(limitsOf(way, visitor), keys);
  const [answer, level, ...counts] = values;
  const kept = answer ? { answer, level: levelNamed(level) } : undefined;
  return { kept, pressure: pressureIn(counts, visitor, now) };
}

function newPicture(pressure: Pressure): Issued {
  const level = levelUnder(pressure);
  return { level, answer: randomText(level) };
}

function limitsOf(way: Way, { address, network }: Visitor) {
  const numbers = policy();
  const [perAddress, perNetwork] = {
    picture: [numbers.PICTURES_PER_ADDRESS, numbers.PICTURES_PER_NETWORK] as const,
    recording: [numbers.RECORDINGS_PER_ADDRESS, numbers.RECORDINGS_PER_NETWORK] as const,
    proof: [numbers.PROOFS_PER_ADDRESS, numbers.PROOFS_PER_NETWORK] as const,
  }[way];
  return [
    limited(`${way}s_per_address`, perAddress, address),
    limited(`${way}s_per_network`, perNetwork, network),
  ];
}

/** Keeps what was issued unless there is something by now; returns what counts. */
async function keepFirst(
  way: 'picture' | 'recording',
  id: string,
  { answer, level = 'normal' }: { answer: string; level?: Level },
): Promise<Issued> {
  const once = { nx: true, ex: policy().CAPTCHA_LIFETIME } as const;
  const transaction = kv().multi();
  transaction.set(keyOf(way, id), answer, once);
  transaction.get(keyOf(way, id));
  if (way === 'picture') transaction.set(levelKeyOf(id), level, once);
  transaction.get(levelKeyOf(id));
  const replies = await transaction.exec<(string | null)[]>();
  if (replies[0]) tally(way, { label: way === 'picture' ? level : '' });
  return { answer: replies[1] ?? answer, level: levelNamed(replies.at(-1)) };
}

/** What decides on everything random in a captcha but its answer. Nobody else can know it. */
function seedOf(way: Way, id: string, ...values: string[]): Buffer {
  return keyedHash(WAYS[way], id.toLowerCase(), ...values);
}

function keyOf(way: Way, id: string): string {
  return `${WAYS[way]}_${id.toLowerCase()}`;
}

/** Lives and dies with the picture. */
function levelKeyOf(id: string): string {
  return `image_level_${id.toLowerCase()}`;
}
