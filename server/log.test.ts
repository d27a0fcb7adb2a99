import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Logs within a request and outside of one, as a process of its own: what it prints is the log. */
const PROGRAM = `
  import { log } from './server/log.ts';
  import { inRequest, requestId } from './server/request.ts';
  inRequest(new Headers(), () => log.info({ asked: requestId() }, 'within'));
  log.info('outside');`;

test('every line written for a request has its number, and no other has one', () => {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM];
  const { stdout } = spawnSync(process.execPath, args, {
    env: { ...process.env, LOG_LEVEL: 'info' },
    encoding: 'utf8',
  });
  const [within, outside] = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(within.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(within.requestId).toBe(within.asked);
  expect(outside).not.toHaveProperty('requestId');
});
