import { once } from 'node:events';
import {
  answersTo,
  connectTo,
  HEALTHZ,
  isRefused,
  statusOf,
  steadyLoad,
} from './support/connections';
import { isAlive } from './support/is-alive';
import { startRefused, startServer } from './support/server';
import { expect, patient, test } from './support/test';

// Each starts several processes, which on a busy machine takes its time.
test.describe.configure({ timeout: 120_000 });

test('a worker that is killed is replaced, and the port goes on answering', async ({ stack }) => {
  const server = await startServer({ ...stack.configuration, WORKERS: '2' });
  try {
    await patient.poll(() => server.workers().length).toBe(2);
    const silent = Array.from({ length: 10 }, () => connectTo(server.url));
    await Promise.all(silent.map((socket) => once(socket, 'connect')));
    const [victim = 0] = server.workers();
    process.kill(victim, 'SIGKILL');
    await patient.poll(() => isAlive(victim)).toBe(false);
    for (let i = 0; i < 10; i++) expect(await statusOf(server.url)).toBe(200);
    // Nobody had been handed those that had said nothing.
    const answers = await Promise.all(silent.map((socket) => answersTo(socket, [HEALTHZ])));
    for (const each of answers) expect(each).toMatch(/^HTTP\/1.1 200 /);
    await patient.poll(() => server.workers().length).toBe(3);
    expect(server.output()).toContain('"signal":"SIGKILL","msg":"worker died"');
  } finally {
    expect(await server.stop()).toBe(0);
  }
});

test('a single worker that is killed: who comes meanwhile waits and is answered', async ({
  stack,
}) => {
  const server = await startServer(stack.configuration);
  try {
    const [victim = 0] = server.workers();
    process.kill(victim, 'SIGKILL');
    await patient.poll(() => server.output()).toContain('worker died');
    expect(await statusOf(server.url)).toBe(200);
    expect(server.workers()).toHaveLength(2);
  } finally {
    await server.stop();
  }
});

test('a worker that is told to end has a successor before it goes', async ({ stack }) => {
  const server = await startServer(stack.configuration);
  const load = steadyLoad(server.url);
  try {
    const [told = 0] = server.workers();
    process.kill(told, 'SIGTERM');
    await patient.poll(() => isAlive(told)).toBe(false);
    await patient.poll(() => server.workers().length).toBe(2);
  } finally {
    await load.stop();
    await server.stop();
  }
  expect(load.lost()).toEqual([]);
});

test('when the primary is killed no worker stays', async ({ stack }) => {
  const server = await startServer({ ...stack.configuration, WORKERS: '2' });
  await patient.poll(() => server.workers().length).toBe(2);
  server.process.kill('SIGKILL');
  await patient.poll(() => server.workers().filter(isAlive)).toEqual([]);
  expect(await isRefused(server.url)).toBe(true);
});

test('what is wrong with the configuration is said once, whatever the number of workers', async ({
  stack,
}) => {
  const away = {
    ...stack.configuration,
    PUBLIC_URL: stack.url,
    DATABASE_URL: 'postgres://127.0.0.1:1/x',
  };
  const [database, taken, workers] = await Promise.all([
    startRefused({ ...away, WORKERS: '4' }),
    startRefused({ ...stack.configuration, PUBLIC_URL: stack.url, PORT: new URL(stack.url).port }),
    startRefused({ ...away, WORKERS: 'some' }),
  ]);
  expect([database.code, database.output.split('no PostgreSQL answers')]).toEqual([
    1,
    [expect.anything(), expect.anything()],
  ]);
  expect(workers.code).toBe(1);
  expect(workers.output.trim()).toBe(
    'Gatehouse cannot start: WORKERS must be a whole number from 1 to 1024',
  );
  expect([taken.code, taken.output]).toEqual([1, expect.stringContaining('EADDRINUSE')]);
});
