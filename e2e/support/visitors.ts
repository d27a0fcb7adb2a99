import { randomInt, randomUUID } from 'node:crypto';
import type { Purpose } from '../../server/sms-code';
import { kv } from '../../server/stores';
import type { Visitor } from '../../server/visitor';

/** A mainland mobile nobody else in this run has. */
export function newMobile(): string {
  return `+86176${String(randomInt(1e8)).padStart(8, '0')}`;
}

/** Somebody at an address and in a network of their own. */
export function newVisitor(): Visitor {
  return { address: randomUUID(), network: randomUUID() };
}

/** The same as an IP address. */
export function newAddress(): string {
  const [, , ...groups] = randomUUID().replaceAll('-', '').match(/.{4}/g) ?? [];
  return `2001:db8:${groups.join(':')}`;
}

/** A browser of its own, with the challenges it was given last. */
export function newAsker(visitor = newVisitor(), sessionToken?: string) {
  const challenges = new Map<Purpose, string>();
  return {
    visitor,
    sessionToken,
    keepSession() {},
    keepBrowser() {},
    challengeOf: (purpose: Purpose) => challenges.get(purpose),
    keepChallenge: (purpose: Purpose, challenge: string) => {
      challenges.set(purpose, challenge);
    },
    get challenge() {
      return challenges.get('registration') ?? '';
    },
  };
}

/** A picture that was drawn, and its answer. */
export async function newImageCode(): Promise<{ imageCodeId: string; imageCode: string }> {
  const imageCodeId = randomUUID();
  await kv().set(`image_code_${imageCodeId}`, 'ACE3', { ex: 300 });
  return { imageCodeId, imageCode: 'ace3' };
}

/** As the input method of a Chinese or Japanese keyboard may write it. */
export function fullWidth(typed: string): string {
  return typed.replace(/./g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
}

/** The reason a promise was refused with; an answer where none was expected fails the test. */
export async function refusalOf(work: Promise<unknown>) {
  const outcome = await work.then(
    () => undefined,
    (error) => error,
  );
  if (outcome?.name !== 'Refusal') throw new Error(`not refused: ${outcome ?? 'it succeeded'}`);
  return outcome as import('../../server/errors').Refusal;
}

/** How many of these succeeded, and why the others were refused. */
export async function settle(work: Promise<unknown>[]) {
  const results = await Promise.allSettled(work);
  const reasons = results.flatMap((each) =>
    each.status === 'rejected' ? [each.reason?.reason ?? String(each.reason)] : [],
  );
  return { succeeded: results.length - reasons.length, reasons };
}
