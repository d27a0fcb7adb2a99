import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { consume, issuePicture, issueProblem, issueRecording } from './captcha';
import { raise } from './pressure';
import { kv } from './stores';

afterEach(() => vi.unstubAllEnvs());

const KEYS = { picture: 'image_code', recording: 'audio_code', proof: 'proof_of_work' };
type Way = keyof typeof KEYS;

const ISSUE: Record<Way, (id: string, visitor: ReturnType<typeof newVisitor>) => Promise<unknown>> =
  {
    picture: (id, visitor) => issuePicture(id, visitor, 1),
    recording: (id, visitor) => issueRecording(id, visitor, 'en'),
    proof: issueProblem,
  };

const answerTo = (id: string, way: Way = 'picture') => kv().get<string>(`${KEYS[way]}_${id}`);

async function issued(way: Way = 'picture') {
  const id = randomUUID();
  await ISSUE[way](id, newVisitor());
  return { id, answer: (await answerTo(id, way)) ?? '' };
}

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

describe.each([
  ['picture', 'PICTURES', 30],
  ['recording', 'RECORDINGS', 10],
  ['proof', 'PROOFS', 10],
] as const)('%s', (way, variable, perAddress) => {
  test(`an address gets ${perAddress}, and nothing is kept for the next`, async () => {
    const visitor = newVisitor();
    const ids = Array.from({ length: perAddress + 5 }, () => randomUUID());
    const { succeeded, reasons } = await settle(ids.map((id) => ISSUE[way](id, visitor)));
    expect([succeeded, new Set(reasons)]).toEqual([perAddress, new Set(['too-frequent'])]);
    const answers = await Promise.all(ids.map((id) => answerTo(id, way)));
    expect(answers.filter(Boolean)).toHaveLength(perAddress);
  });

  test('addresses of one network share a limit', async () => {
    vi.stubEnv(`${variable}_PER_NETWORK`, '2/1m');
    const { network } = newVisitor();
    const work = Array.from({ length: 5 }, () =>
      ISSUE[way](randomUUID(), { ...newVisitor(), network }),
    );
    expect((await settle(work)).succeeded).toBe(2);
  });

  test('its answer is kept for 300 s and is good once', async () => {
    const { id, answer } = await issued(way);
    expect(300 - (await kv().ttl(`${KEYS[way]}_${id}`))).toBeLessThanOrEqual(2);
    await consume(id, answer);
    expect((await refusalOf(consume(id, answer))).reason).toBe('captcha-expired');
  });

  test('of 20 right answers at once one is accepted', async () => {
    const { id, answer } = await issued(way);
    const { succeeded } = await settle(Array.from({ length: 20 }, () => consume(id, answer)));
    expect(succeeded).toBe(1);
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

describe('consume', () => {
  test('takes the answer in any case, with spaces in it, in full-width letters', async () => {
    for (const typed of [lower, (a: string) => ` ${a.replace(/(..)/, '$1 ')} `, fullWidth]) {
      const { id, answer } = await issued();
      await consume(id, typed(answer));
    }
  });

  test('takes the id in any case', async () => {
    const { id, answer } = await issued();
    await consume(id.toUpperCase(), answer);
  });

  test.each(['picture', 'recording', 'proof'] as const)(
    'an id is one right: used by the %s, the other ways are void too',
    async (way) => {
      const id = randomUUID();
      for (const issue of Object.values(ISSUE)) await issue(id, newVisitor());
      const answers = await Promise.all(
        (Object.keys(KEYS) as Way[]).map((each) => answerTo(id, each)),
      );
      await consume(id, (await answerTo(id, way)) ?? '');
      for (const answer of answers) {
        expect((await refusalOf(consume(id, answer ?? ''))).reason).toBe('captcha-expired');
      }
    },
  );

  test('a wrong answer uses the id up', async () => {
    const { id, answer } = await issued();
    expect((await refusalOf(consume(id, `${answer}A`))).reason).toBe('captcha-wrong');
    expect((await refusalOf(consume(id, answer))).reason).toBe('captcha-expired');
  });

  test('an id nobody asked a captcha for is refused as expired', async () => {
    expect((await refusalOf(consume(randomUUID(), 'ACE3'))).reason).toBe('captcha-expired');
  });

  test("another id's answer is wrong", async () => {
    const [one, other] = [await issued('recording'), await issued('recording')];
    expect((await refusalOf(consume(one.id, other.answer))).reason).toBe('captcha-wrong');
  });
});

const lower = (answer: string) => answer.toLowerCase();
const fullWidth = (answer: string) =>
  answer.replace(/./g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));

/** Width and height from the frame header (SOF0) of a baseline JPEG. */
function sizeOf(jpeg: Buffer) {
  const frame = jpeg.indexOf(Buffer.from([0xff, 0xc0]));
  return { width: jpeg.readUInt16BE(frame + 7), height: jpeg.readUInt16BE(frame + 5) };
}
