import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';

/** Logs within a request and outside of one, as a process of its own: what it prints is the log. */
const PROGRAM = `
  import { log } from './server/log.ts';
  import { inRequest, requestId } from './server/request.ts';
  await inRequest(new Headers(), () => log.info({ asked: requestId() }, 'within'));
  log.info('outside');
  const { reportUnexpected } = await import('./server/unexpected.ts');
  process.env.GATEHOUSE_SERVER = 'serve';
  const error = Object.assign(new Error('of +8617612345678'), { digest: '417' });
  reportUnexpected(error, '/[language]/register', '0b7c6c7e-5b3c-4b62-9f3f-0d2f3a1c9a11');`;

function printed() {
  const args = ['--import', 'tsx', '--input-type=module', '--eval', PROGRAM];
  const { stdout } = spawnSync(process.execPath, args, {
    env: { ...process.env, LOG_LEVEL: 'info' },
    encoding: 'utf8',
  });
  return stdout;
}

const linesOf = (text: string) =>
  text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));

const log = printed();

test('every line written for a request has its number, and no other has one', () => {
  const [within, outside] = linesOf(log);
  expect(within.requestId).toMatch(/^[0-9a-f-]{36}$/);
  expect(within.requestId).toBe(within.asked);
  expect(outside).not.toHaveProperty('requestId');
});

test('what nobody caught is a line with the numbers of its request and of the page, and no words', () => {
  expect(linesOf(log).at(-1)).toMatchObject({
    route: '/[language]/register',
    digest: '417',
    requestId: '0b7c6c7e-5b3c-4b62-9f3f-0d2f3a1c9a11',
    failure: { name: 'Error' },
  });
  expect(log).not.toContain('+8617612345678');
});
