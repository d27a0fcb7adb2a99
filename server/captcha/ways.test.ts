import { randomUUID } from 'node:crypto';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { answerTo, ISSUE, issued, KEYS } from '#e2e/support/captchas';
import { newVisitor, refusalOf, settle } from '#e2e/support/visitors';
import { consume } from '../captcha';
import { kv } from '../stores';

afterEach(() => vi.unstubAllEnvs());

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
