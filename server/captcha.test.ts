import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { consume, issue } from './captcha';
import { kv } from './stores';

afterEach(() => vi.unstubAllEnvs());

const answerTo = (id: string) => kv().get<string>(`image_code_${id}`);

async function issued() {
  const id = randomUUID();
  await issue(id, newVisitor());
  return { id, answer: (await answerTo(id)) ?? '' };
}

describe('issue', () => {
  test('draws a JPEG of 200 × 70 and keeps 4 characters for 300 s under image_code_{uuid}', async () => {
    const id = randomUUID();
    const jpeg = await issue(id, newVisitor());
    expect(sizeOf(jpeg)).toEqual({ width: 200, height: 70 });
    expect(await answerTo(id)).toMatch(/^[ACDEHMRTUWX2369]{4}$/);
    expect(await kv().ttl(`image_code_${id}`)).toBe(300);
  });

  test('the last picture of an id counts', async () => {
    const [id, visitor] = [randomUUID(), newVisitor()];
    await issue(id, visitor);
    const first = (await answerTo(id)) ?? '';
    let last = first;
    while (last === first) {
      await issue(id, visitor);
      last = (await answerTo(id)) ?? '';
    }
    expect((await refusalOf(consume(id, first))).reason).toBe('captcha-wrong');
  });

  test('addresses of one network share a limit', async () => {
    vi.stubEnv('PICTURES_PER_NETWORK', '2/1m');
    const { network } = newVisitor();
    const work = Array.from({ length: 5 }, () => issue(randomUUID(), { ...newVisitor(), network }));
    expect((await settle(work)).succeeded).toBe(2);
  });

  test('draws 30 pictures a minute for an address, and keeps nothing for the 31st', async () => {
    const visitor = newVisitor();
    const ids = Array.from({ length: 40 }, () => randomUUID());
    const { succeeded, reasons } = await settle(ids.map((id) => issue(id, visitor)));
    expect([succeeded, new Set(reasons)]).toEqual([30, new Set(['too-frequent'])]);
    const answers = await kv().mget<string[]>(...ids.map((id) => `image_code_${id}`));
    expect(answers.filter(Boolean)).toHaveLength(30);
  });
});

describe('consume', () => {
  test('takes the answer in any case, with spaces around it, in full-width letters', async () => {
    for (const typed of [lower, (a: string) => ` ${a} `, fullWidth]) {
      const { id, answer } = await issued();
      await consume(id, typed(answer));
    }
  });

  test('takes the id in any case', async () => {
    const { id, answer } = await issued();
    await consume(id.toUpperCase(), answer);
  });

  test('of 20 right answers at once one is accepted', async () => {
    const { id, answer } = await issued();
    const { succeeded } = await settle(Array.from({ length: 20 }, () => consume(id, answer)));
    expect(succeeded).toBe(1);
  });

  test('a wrong answer uses the picture up', async () => {
    const { id, answer } = await issued();
    expect((await refusalOf(consume(id, `${answer}A`))).reason).toBe('captcha-wrong');
    expect((await refusalOf(consume(id, answer))).reason).toBe('captcha-expired');
  });

  test('an id nobody drew is refused as expired', async () => {
    expect((await refusalOf(consume(randomUUID(), 'ACE3'))).reason).toBe('captcha-expired');
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
