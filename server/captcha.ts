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
import { pressureStep } from './pressure';
import { chargeWith, limited } from './rate-limit';
import { kv } from './stores';
import { tally, timed } from './tally';
import { type Results, type Step, transact } from './transaction';
import type { Visitor } from './visitor';

/** The ways to one right to send an SMS: each keeps its answer under its own key. */
const WAYS = { picture: 'image_code', recording: 'audio_code', proof: 'proof_of_work' } as const;
type Way = keyof typeof WAYS;
const WAY_NAMES = Object.keys(WAYS) as Way[];

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
  const first = firstStep('picture', id, randomText(levelUnder(0)));
  const charged = await chargeWith(limitsOf('picture', visitor), first, pressureStep(visitor));
  const [, kept, pressure] = charged;
  const { answer, level } = kept.decision ?? (await decide(id, kept, levelUnder(pressure)));
  if (kept.isNew) tally('picture', { label: level });
  return draw(answer, { level, scale, seed: seedOf('picture', id, answer) });
}

/**
 * Decides what the picture of an id is that nobody decided on. Who was first, and under pressure,
 * wants a harder one; who asks again, that it stays. In a race the store says who came before.
 */
async function decide(
  id: string,
  { answer, isNew, seconds }: Kept,
  level: Level,
): Promise<Decision> {
  const kept = { answer, level: levelUnder(0) };
  if (isNew && level === kept.level) return kept;
  const wanted = isNew ? { answer: randomText(level), level } : kept;
  const ex = Math.max(1, seconds - 1); // it never outlives the answer
  const tx = kv().multi();
  tx.set(decisionKeyOf(id), `${wanted.level} ${wanted.answer} ${answer}`, { nx: true, ex });
  tx.get(decisionKeyOf(id));
  if (isNew) tx.set(keyOf('picture', id), wanted.answer, { ex: seconds });
  const [, decision] = await tx.exec<(string | null)[]>();
  return decisionOn(answer, decision) ?? wanted;
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
  const first = firstStep('recording', id, randomDigits());
  const [, { answer, isNew }] = await chargeWith(limitsOf('recording', visitor), first);
  if (isNew) tally('recording');
  return speak(answer, language, seedOf('recording', id, answer, language));
}

/**
 * Poses a problem that takes a computer a part of a second; harder under pressure. Its solution is the
 * answer. The last problem of an id counts. Refuses `too-frequent`.
 */
export async function issueProblem(id: string, visitor: Visitor): Promise<Problem> {
  const [, pressure] = await chargeWith(limitsOf('proof', visitor), pressureStep(visitor));
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
 * Uses up `id`, right or wrong, whichever way `answer` was found, and does `steps` in the same
 * transaction. Refuses `captcha-expired` and `captcha-wrong`.
 */
export async function consume<Steps extends Step<unknown>[]>(
  id: string,
  answer: string,
  ...steps: Steps
): Promise<[Effort, ...Results<Steps>]> {
  const [{ kept, level }, ...results] = await transact(takeStep(id), ...steps);
  if (kept.every((each) => each === null)) throw failed('expired');
  const given = normalise(answer);
  const matches = kept.map((each) => each !== null && isSameSecret(normalise(each), given));
  const way = WAY_NAMES[matches.indexOf(true)];
  if (!way) throw failed('wrong');
  tally('solved', { label: way });
  return [{ way, level: way === 'picture' ? level : null }, ...(results as Results<Steps>)];
}

/** Takes the answers to `id` away: what was kept for each way, and the level of the picture. */
function takeStep(id: string): Step<{ kept: (string | null)[]; level: Level }> {
  return {
    enter(tx) {
      for (const way of WAY_NAMES) tx.getdel(keyOf(way, id));
      tx.getdel(decisionKeyOf(id));
    },
    read(replies) {
      const [picture = null, ...others] = replies.slice(0, -1) as (string | null)[];
      const decision = decisionOn(picture, replies.at(-1));
      const { answer, level } = decision ?? { answer: picture, level: levelUnder(0) };
      return { kept: [answer, ...others], level };
    },
  };
}

function failed(how: 'wrong' | 'expired'): Refusal {
  tally('captcha-failed', { label: how });
  return new Refusal(`captcha-${how}`);
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

/** What is kept for an id. */
interface Kept {
  answer: string;
  isNew: boolean;
  /** How much longer. */
  seconds: number;
  decision?: Decision;
}

/** What a picture is. Where none is kept, its level is CAPTCHA_LEVEL. */
interface Decision {
  answer: string;
  level: Level;
}

/** Keeps `fresh` unless there is an answer to `id` already. */
function firstStep(way: 'picture' | 'recording', id: string, fresh: string): Step<Kept> {
  const key = keyOf(way, id);
  return {
    enter(tx) {
      tx.set(key, fresh, { nx: true, ex: policy().CAPTCHA_LIFETIME });
      tx.get(key);
      tx.ttl(key);
      if (way === 'picture') tx.get(decisionKeyOf(id));
    },
    read: ([set, answer, seconds, decision]) => ({
      answer: answer as string,
      isNew: set !== null,
      seconds: seconds as number,
      decision: decisionOn(answer, decision),
    }),
    undo: (tx, kept) => void (kept?.isNew && tx.del(key)),
  };
}

/**
 * What was decided on a kept answer: it, or one in its place. On another answer, which was used up
 * while somebody still decided on it, nothing that is left means anything.
 */
function decisionOn(kept: unknown, reply: unknown): Decision | undefined {
  const [level, answer, first] = String(reply ?? '').split(' ');
  if (!answer || (kept !== answer && kept !== first)) return undefined;
  return { level: levelNamed(level), answer };
}

/** What decides on everything random in a captcha but its answer. Nobody else can know it. */
function seedOf(way: Way, id: string, ...values: string[]): Buffer {
  return keyedHash(WAYS[way], id.toLowerCase(), ...values);
}

function keyOf(way: Way, id: string): string {
  return `${WAYS[way]}_${id.toLowerCase()}`;
}

function decisionKeyOf(id: string): string {
  return `image_decision_${id.toLowerCase()}`;
}
