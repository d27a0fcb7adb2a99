import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { kv } from './stores';
import { type Step, transact, undo } from './transaction';

function counting(key: string, by: number): Step<unknown[]> {
  return {
    enter(tx) {
      for (let i = 0; i < by; i++) tx.incr(key);
    },
    read: (replies) => replies,
    undo: (tx, result) => void (result && tx.del(key)),
  };
}

test('each step reads the replies to its own commands, also where one has none', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  const results = await transact(counting(one, 2), counting(one, 0), counting(other, 3));
  expect(results).toEqual([[1, 2], [], [1, 2, 3]]);
});

test('a step is taken back by what it read', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  const steps = [counting(one, 1), counting(other, 1)];
  const [result] = await transact(...steps);
  await undo(steps, [result]);
  expect(await kv().mget(one, other)).toEqual([null, '1']);
});

test('where there is nothing to take back the store is not asked', async () => {
  const asked = vi.fn();
  kv().use(async (request, next) => {
    asked();
    return next(request);
  });
  await undo([counting(randomUUID(), 1)]);
  expect(asked).not.toHaveBeenCalled();
});
