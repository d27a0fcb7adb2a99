import { desc } from 'drizzle-orm';
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import { auditLog } from '#db/schema';
import { runCommand } from '#e2e/support/command';
import { useOwnDatabase } from '#e2e/support/own-database';
import { parseMobile } from './mobile';
import { setOperator } from './operators';
import { db } from './stores';
import { createUser, findUser } from './users';

const MOBILE = parseMobile('+8617612345678');
const STRANGER = parseMobile('+8617612345679');

beforeAll(async () => {
  await useOwnDatabase();
  await createUser(MOBILE, 'none');
});
afterEach(() => vi.unstubAllEnvs());

const isOperator = async () => (await findUser(MOBILE))?.isOperator;
const lastEntry = async () => {
  const [entry] = await db().select().from(auditLog).orderBy(desc(auditLog.seq)).limit(1);
  return entry;
};

test('whoever is made an operator is one until it is taken back, and the audit log says so', async () => {
  expect(await isOperator()).toBe(false);
  const user = (await findUser(MOBILE))?.id;
  await setOperator(MOBILE, true, 'command:ann');
  expect(await isOperator()).toBe(true);
  const granted = { actor: 'command:ann', action: 'operator-granted', details: { user } };
  expect(await lastEntry()).toMatchObject(granted);
  await setOperator(MOBILE, false, 'command:ben');
  expect(await isOperator()).toBe(false);
  const revoked = { actor: 'command:ben', action: 'operator-revoked', details: { user } };
  expect(await lastEntry()).toMatchObject(revoked);
  expect(JSON.stringify(await db().select().from(auditLog))).not.toContain('345678');
});

test('a number without an account is told, and is in no log', async () => {
  const before = await lastEntry();
  const words = 'There is no account with +86 176 **** 5679.';
  await expect(setOperator(STRANGER, true, 'command:ann')).rejects.toThrow(words);
  expect(await lastEntry()).toEqual(before);
});

test('npm run operator grants, and ends with 2 where the number has no account', async () => {
  vi.stubEnv('ALLOWED_COUNTRIES', 'HK');
  const [granted, unknown] = await Promise.all(
    [MOBILE, STRANGER].map(({ e164 }) => run('grant', e164)),
  );
  expect(granted).toEqual({ code: 0, err: '', out: expect.stringContaining('+86 176 **** 5678') });
  expect(unknown).toEqual({
    code: 2,
    out: '',
    err: expect.stringContaining('There is no account'),
  });
  expect(await isOperator()).toBe(true);
  expect((await lastEntry())?.actor).toMatch(/^command:./);
});

const run = (...args: string[]) => runCommand('server/operators/command.ts', ...args);
