import { randomUUID } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { answerTo, ISSUE, issued, KEYS, type Way } from '#e2e/support/captchas';
import { fullWidth, newVisitor, refusalOf } from '#e2e/support/visitors';
import { consume } from '../captcha';

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
