import { describe, expect, test } from 'vitest';
import { issue, someone } from '#e2e/support/sms-codes';
import { refusalOf } from '#e2e/support/visitors';
import * as smsCode from '../sms-code';
import { PURPOSES } from '../sms-code';
import { kv } from '../stores';

const PAIRS = PURPOSES.flatMap((one) =>
  PURPOSES.filter((other) => other !== one).map((other) => [one, other] as const),
);

describe.each(PAIRS)('what is of %s', (one, other) => {
  const reasonOf = async (work: Promise<unknown>) => (await refusalOf(work)).reason;

  test(`is nothing to ${other}: code, challenge, proof`, async () => {
    const mobile = someone();
    const [issued, others] = [await smsCode.issue(one, mobile), await smsCode.issue(other, mobile)];
    const holder = { mobile, challenge: issued.challenge };
    const otherHolder = { purpose: other, mobile, challenge: others.challenge };
    const wrongly = smsCode.consume({ ...holder, purpose: other }, issued.code);
    expect(await reasonOf(wrongly)).toBe('sms-code-expired');
    if (others.code !== issued.code) {
      const mixed = smsCode.consume(otherHolder, issued.code);
      expect(await reasonOf(mixed)).toBe('sms-code-wrong');
    }
    expect((await smsCode.issue(other, mobile, issued.challenge)).challenge).not.toBe(
      issued.challenge,
    );

    await smsCode.consume({ ...holder, purpose: one }, issued.code);
    await smsCode.checkProof({ ...holder, purpose: one });
    expect(await reasonOf(smsCode.checkProof({ ...holder, purpose: other }))).toBe(
      'sms-code-expired',
    );
    await smsCode.consume(otherHolder, others.code);
  });
});

test('of one nonce the codes of all purposes differ', async () => {
  // All the same by chance: once in 10^24.
  const codesOf: Record<string, string> = {};
  for (let round = 0; round < 4; round++) {
    const mobile = someone();
    await issue(mobile);
    const nonce = (await kv().get<string>(`sms_code_${mobile.e164}`)) ?? '';
    for (const purpose of PURPOSES) {
      const name = purpose === 'registration' ? mobile.e164 : `${purpose}_${mobile.e164}`;
      await kv().set(`sms_code_${name}`, nonce, { ex: 300 });
      codesOf[purpose] = (codesOf[purpose] ?? '') + (await smsCode.issue(purpose, mobile)).code;
    }
  }
  expect(new Set(Object.values(codesOf)).size).toBe(PURPOSES.length);
});
