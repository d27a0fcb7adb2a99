import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { answerTo, issued } from '#e2e/support/captchas';
import { newVisitor, refusalOf } from '#e2e/support/visitors';
import { consume, issuePicture, issueProblem, issueRecording } from '../captcha';
import { raise } from '../pressure';
import { kv } from '../stores';

afterEach(() => vi.unstubAllEnvs());

describe('issuePicture', () => {
  test('draws a JPEG of 200 × 70 and keeps 4 characters for 300 s under image_code_{uuid}', async () => {
    const id = randomUUID();
    const jpeg = await issuePicture(id, newVisitor(), 1);
    expect(sizeOf(jpeg)).toEqual({ width: 200, height: 70 });
    expect(await answerTo(id)).toMatch(/^[ACDEMRTWX2369]{4}$/);
    expect(300 - (await kv().ttl(`image_code_${id}`))).toBeLessThanOrEqual(2);
  });

  test('the first picture of an id stays: asked again it is the same, and lives no longer', async () => {
    const [id, visitor] = [randomUUID(), newVisitor()];
    const first = await issuePicture(id, visitor, 1);
    const answer = await answerTo(id);
    await kv().expire(`image_code_${id}`, 100);
    expect(await issuePicture(id, visitor, 1)).toEqual(first);
    expect(await answerTo(id)).toBe(answer);
    expect(await kv().ttl(`image_code_${id}`)).toBeLessThanOrEqual(100);
  });

  test('at 2× it has twice the pixels and the same answer', async () => {
    const { id, answer } = await issued();
    expect(sizeOf(await issuePicture(id, newVisitor(), 2))).toEqual({ width: 400, height: 140 });
    expect(await answerTo(id)).toBe(answer);
  });

  test('of 10 requests for an id at once all draw the one answer that is kept', async () => {
    const [id, visitor] = [randomUUID(), newVisitor()];
    const drawn = await Promise.all(Array.from({ length: 10 }, () => issuePicture(id, visitor, 1)));
    expect(new Set(drawn.map((jpeg) => jpeg.toString('hex'))).size).toBe(1);
  });

  test('an id shows one picture, also to who is under pressure: the level stays too', async () => {
    const [id, calm, pressed] = [randomUUID(), newVisitor(), newVisitor()];
    await Promise.all(Array.from({ length: 6 }, () => raise(pressed)));
    const first = await issuePicture(id, calm, 1);
    expect(await issuePicture(id, pressed, 1)).toEqual(first);
    const other = randomUUID();
    const hard = await issuePicture(other, pressed, 1);
    expect(await issuePicture(other, calm, 1)).toEqual(hard);
  });

  test('of calm and pressed requests for an id at once all draw the one answer that is good', async () => {
    const pressed = newVisitor();
    await Promise.all(Array.from({ length: 6 }, () => raise(pressed)));
    for (let round = 0; round < 10; round++) {
      const id = randomUUID();
      const visitors = [pressed, newVisitor(), pressed, newVisitor()];
      const drawn = await Promise.all(visitors.map((each) => issuePicture(id, each, 1)));
      expect(new Set(drawn.map((jpeg) => jpeg.toString('hex'))).size).toBe(1);
      const again = await issuePicture(id, newVisitor(), 1);
      expect(again).toEqual(drawn[0]);
      await consume(id, (await answerTo(id)) ?? '');
    }
  });

  test('a picture follows from a secret: who knows id and answer cannot draw it', async () => {
    const { id, answer } = await issued();
    const ours = await issuePicture(id, newVisitor(), 1);
    vi.stubEnv('GATEHOUSE_SECRET', 'another secret of more than 32 characters');
    expect(await answerTo(id)).toBe(answer);
    expect(await issuePicture(id, newVisitor(), 1)).not.toEqual(ours);
  });

  test('once used up, an id gets a new answer', async () => {
    const { id, answer } = await issued();
    await consume(id, answer);
    await issuePicture(id, newVisitor(), 1);
    expect(await answerTo(id)).toMatch(/^.{4}$/);
  });

  test('what was decided on an answer that is used up says nothing of the next one', async () => {
    const id = randomUUID();
    await kv().set(`image_decision_${id}`, 'normal ACE3 ACE3', { ex: 300 });
    const drawn = await issuePicture(id, newVisitor(), 1);
    expect(await issuePicture(id, newVisitor(), 1)).toEqual(drawn);
    expect((await refusalOf(consume(id, 'ACE3'))).reason).toBe('captcha-wrong');
  });

  test('under pressure it is a harder one: 5 characters', async () => {
    const [id, visitor] = [randomUUID(), newVisitor()];
    await Promise.all(Array.from({ length: 6 }, () => raise(visitor)));
    await issuePicture(id, visitor, 1);
    expect(await answerTo(id)).toMatch(/^.{5}$/);
  });

  test('where the operator chose easy, pressure makes it normal and strong pressure hard', async () => {
    vi.stubEnv('CAPTCHA_LEVEL', 'easy');
    const visitor = newVisitor();
    const lengths: number[] = [];
    for (const more of [6, 18]) {
      await Promise.all(Array.from({ length: more }, () => raise(visitor)));
      const id = randomUUID();
      await issuePicture(id, visitor, 1);
      lengths.push((await answerTo(id))?.length ?? 0);
    }
    expect(lengths).toEqual([4, 5]);
  });
});

describe('issueRecording', () => {
  test('speaks 6 digits of its own, not the characters of the picture', async () => {
    const id = randomUUID();
    await issuePicture(id, newVisitor(), 1);
    await issueRecording(id, newVisitor(), 'en');
    expect(await answerTo(id, 'recording')).toMatch(/^\d{6}$/);
  });

  test('the first recording of an id stays, to the byte', async () => {
    const [id, visitor] = [randomUUID(), newVisitor()];
    const first = await issueRecording(id, visitor, 'zh');
    expect(await issueRecording(id, visitor, 'zh')).toEqual(first);
  });
});

test('in another language the digits are the same and nothing else is', async () => {
  const { id, answer } = await issued('recording');
  const english = await issueRecording(id, newVisitor(), 'en');
  const chinese = await issueRecording(id, newVisitor(), 'zh');
  expect(await answerTo(id, 'recording')).toBe(answer);
  const [a, b] = [english.subarray(44, 8_044), chinese.subarray(44, 8_044)];
  expect(a.filter((sample, i) => sample === b[i]).length).toBeLessThan(a.length / 4);
});

test('under pressure a proof takes more tries', async () => {
  const visitor = newVisitor();
  const calm = await issueProblem(randomUUID(), visitor);
  await Promise.all(Array.from({ length: 6 }, () => raise(visitor)));
  const pressed = await issueProblem(randomUUID(), visitor);
  const triesOf = (problem: typeof calm) => Number(problem.parameters.data?.mostTries);
  expect(triesOf(pressed)).toBe(3 * triesOf(calm));
});

/** Width and height from the frame header (SOF0) of a baseline JPEG. */
function sizeOf(jpeg: Buffer) {
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  return { width: jpeg.readUInt16BE(frame + 7), height: jpeg.readUInt16BE(frame + 5) };
}
