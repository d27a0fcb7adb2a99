import { type ChildProcess, spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { inArray } from 'drizzle-orm';
import { afterAll, expect, test } from 'vitest';
import { smsMessages } from '#db/schema';
import { type CcpDouble, startCcpDouble } from '#e2e/support/ccp-double';
import { db } from '../stores';

const KILLS = 20;
/** Of the real process, to be killed while it asks for one SMS after the other, 8 at once. */
const PROGRAM = `
  import { newMobile } from './e2e/support/visitors.ts';
  import { parseMobile } from './server/mobile.ts';
  import { sendCode } from './server/sms.ts';
  const forever = async () => {
    for (;;) {
      await sendCode({ purpose: 'registration', mobile: parseMobile(newMobile()), code: '048213', expiresInSeconds: 300 });
      process.stdout.write('.');
    }
  };
  for (let i = 0; i < 8; i++) forever();`;

let ccp: CcpDouble;
afterAll(() => ccp.stop());

test('killed at any moment: every SMS has a row, and no request has two', async () => {
  ccp = await startCcpDouble();
  // Slow and now and then mute, so that a kill can come at any step.
  ccp.answerWith(async () => {
    await setTimeout(randomInt(20));
    return (['accept', 'accept', 'accept', 'reset', '160050'] as const)[randomInt(5)] ?? 'accept';
  }, 'always');
  for (let i = 0; i < KILLS; i++) await runAndKill();

  const sent = ccp.messages.map(({ reqId = '' }) => withHyphens(reqId));
  expect(sent.length).toBeGreaterThan(KILLS);
  expect(new Set(sent).size).toBe(sent.length);
  const rows = await db().select().from(smsMessages).where(inArray(smsMessages.id, sent));
  expect(rows).toHaveLength(sent.length);
  expect(new Set(rows.map(({ requestId }) => requestId)).size).toBe(sent.length);
  expect(rows.filter(({ status }) => status === 'failed')).toEqual([]);
}, 180_000);

/** Until it has sent something, and then a random moment more. */
async function runAndKill(): Promise<void> {
  const child = start();
  const ended = once(child, 'exit');
  if (child.stdout) await Promise.race([once(child.stdout, 'data'), ended]);
  await setTimeout(randomInt(100));
  child.kill('SIGKILL');
  expect((await ended)[1]).toBe('SIGKILL');
}

function start(): ChildProcess {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM];
  return spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...ccp.environment },
  });
}

function withHyphens(id: string): string {
  return id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
