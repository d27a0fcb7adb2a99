import { randomUUID } from 'node:crypto';
import { issuePicture, issueProblem, issueRecording } from '../../server/captcha';
import { kv } from '../../server/stores';
import type { Visitor } from '../../server/visitor';
import { newVisitor } from './visitors';

/** Where each way to a captcha keeps its answer. */
export const KEYS = { picture: 'image_code', recording: 'audio_code', proof: 'proof_of_work' };
export type Way = keyof typeof KEYS;

export const ISSUE: Record<Way, (id: string, visitor: Visitor) => Promise<unknown>> = {
  picture: (id, visitor) => issuePicture(id, visitor, 1),
  recording: (id, visitor) => issueRecording(id, visitor, 'en'),
  proof: issueProblem,
};

export const answerTo = (id: string, way: Way = 'picture') =>
  kv().get<string>(`${KEYS[way]}_${id}`);

/** A captcha that somebody was given, and its answer. */
export async function issued(way: Way = 'picture') {
  const id = randomUUID();
  await ISSUE[way](id, newVisitor());
  return { id, answer: (await answerTo(id, way)) ?? '' };
}
