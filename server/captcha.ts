import { randomAnswer } from './captcha/alphabet';
import { draw } from './captcha/draw';
import { isSameSecret } from './constant-time';
import { Refusal } from './errors';
import { policy } from './policy';
import { charge, limited } from './rate-limit';
import { kv } from './stores';
import type { Visitor } from './visitor';

/**
 * Draws a new picture for `id` and keeps its answer; an earlier picture of the same id is void.
 * Returns JPEG bytes. Refuses `too-frequent`.
 */
export async function issue(id: string, visitor: Visitor): Promise<Buffer> {
  const { CAPTCHA_LENGTH, CAPTCHA_LIFETIME, PICTURES_PER_ADDRESS, PICTURES_PER_NETWORK } = policy();
  await charge(
    limited('pictures_per_address', PICTURES_PER_ADDRESS, visitor.address),
    limited('pictures_per_network', PICTURES_PER_NETWORK, visitor.network),
  );
  const answer = randomAnswer(CAPTCHA_LENGTH);
  const picture = await draw(answer);
  await kv().set(keyOf(id), answer, { ex: CAPTCHA_LIFETIME });
  return picture;
}

/**
 * Uses up the picture of `id`, right or wrong, whatever the case of `answer`.
 * Refuses `captcha-expired` and `captcha-wrong`.
 */
export async function consume(id: string, answer: string): Promise<void> {
  const kept = await kv().getdel<string>(keyOf(id));
  if (!kept) throw new Refusal('captcha-expired');
  if (!sameAnswer(kept, answer)) throw new Refusal('captcha-wrong');
}

function keyOf(id: string): string {
  return `image_code_${id.toLowerCase()}`;
}

function sameAnswer(kept: string, given: string): boolean {
  return isSameSecret(kept.toUpperCase(), given.normalize('NFKC').trim().toUpperCase());
}
