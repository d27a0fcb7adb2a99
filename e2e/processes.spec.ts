import { once } from 'node:events';
import { get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { cookiesOf, oldClient } from './support/api';
import { freePort } from './support/ports';
import { gate } from './support/promises';
import { startRoundRobin } from './support/round-robin';
import { type Server, startRefused, startServer } from './support/server';
import type { Stack } from './support/stack';
import { expect, newAddress, newPerson, test } from './support/test';

// Each starts several processes, which on a busy machine takes its time.
test.describe.configure({ timeout: 120_000 });
const patient = expect.configure({ timeout: 60_000 });

test('a sign-up whose every request goes to another of three processes', async ({ stack }) => {
  const servers = await startServers(stack, 3);
  const from = { 'X-Forwarded-For': newAddress() };
  const [first, second, third] = servers.map(({ url }) => oldClient(stack, url, from));
  if (!first || !second || !third) throw new Error('three were started');
  const person = newPerson(stack);
  const number = { mobile: person.mobile, purpose: 'registration' };
  try {
    const { id: imageCodeId, answer: imageCode } = await first.picture();
    const asked = await second.mutate('smsCode.request', { ...number, imageCodeId, imageCode });
    expect(asked.response.status).toBe(200);
    const cookie = cookiesOf(asked.response);
    const code = await person.code();
    const proven = await third.mutate('smsCode.confirm', { ...number, smsCode: code }, cookie);
    expect(proven.response.status).toBe(200);
    const { password } = person;
    const made = await first.mutate('registration.register', { ...number, password }, cookie);
    expect(made.response.status).toBe(200);
    const data = await fetch(`${servers[1]?.url}/api/account/data`, {
      headers: { ...from, cookie: cookiesOf(made.response) },
    });
    expect([data.status, await data.text()]).toEqual([
      200,
      expect.stringContaining(`+86${person.mobile}`),
    ]);
  } finally {
    await stopAll(servers);
  }
});

test('SIGTERM while an SMS is on its way: one SMS, the answer comes, and it ends with 0', async ({
  stack,
}) => {
  const server = await startServer({ ...stack.configuration, WORKERS: '2' });
  const person = newPerson(stack);
  const { id, answer } = await oldClient(stack, server.url).picture();
  const asked = gate();
  const held = gate();
  stack.ccp.answerWith(async () => {
    asked.open();
    await held.opened;
    return 'accept' as const;
  });
  const query = { image_code: answer, image_code_id: id };
  const answered = oldClient(stack, server.url).smsCode(person.mobile, query);
  await asked.opened;
  const end = server.stop();
  await patient.poll(() => isRefused(server.url)).toBe(true);
  held.open();
  const { response, body } = await answered;
  expect([response.status, body.errno]).toEqual([200, '0']);
  expect(response.headers.get('connection')).toBe('close');
  expect(await end).toBe(0);
  expect(stack.ccp.messages.filter(({ to }) => to === person.mobile)).toHaveLength(1);
});

test('what is buffered is written before a worker ends, but nobody waits for it for ever', async () => {
  const program = 'e2e/support/serve-with-hook.mjs';
  const quick = await startServer({ WRITING_MILLISECONDS: '300', WORKERS: '2' }, program);
  await patient.poll(() => quick.workers().length).toBe(2);
  expect(await quick.stop()).toBe(0);
  expect(quick.output().match(/all is written/g)).toHaveLength(2);

  const stuck = await startServer({ WRITING_MILLISECONDS: '60000' }, program);
  expect(await stuck.stop()).toBe(0);
  expect(stuck.output()).not.toContain('all is written');
});

test('two processes are replaced one after the other, and no request of a steady load is lost', async ({
  stack,
}) => {
  let servers = await startServers(stack, 2);
  const balancer = await startRoundRobin(() => servers.map(({ url }) => Number(new URL(url).port)));
  const load = steadyLoad(balancer.url);
  try {
    for (const old of [...servers]) {
      const next = await startServer(stack.configuration);
      const answered = load.answered();
      servers = [...servers, next];
      await patient.poll(load.answered).toBeGreaterThan(answered + 20);
      // The balancer still knows the old one: as where nobody tells it in time.
      expect(await old.stop()).toBe(0);
      servers = servers.filter((each) => each !== old);
    }
  } finally {
    await load.stop();
    await balancer.stop();
    await stopAll(servers);
  }
  expect(load.answered()).toBeGreaterThan(100);
  expect(load.lost()).toEqual([]);
});

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

test('connections that say nothing, or little by little, are closed; others are served', async ({
  stack,
}) => {
  const begin = () => connectTo(stack.url);
  const silent = Array.from({ length: 300 }, begin);
  const slow = Array.from({ length: 20 }, begin);
  const drip = setInterval(() => {
    for (const socket of slow) if (socket.writable) socket.write('x');
  }, 500);
  for (const socket of slow) socket.write('GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ');
  const all = [...silent, ...slow];
  for (const socket of all) socket.on('error', () => {}).resume();
  try {
    await Promise.all(all.map((socket) => once(socket, 'connect')));
    expect(await statusOf(stack.url)).toBe(200);
    const left = () => all.filter(({ closed }) => !closed).length;
    await patient.poll(left).toBe(0);
  } finally {
    clearInterval(drip);
    for (const socket of all) socket.destroy();
  }
});

test('a request that comes in pieces is one, and two that come at once are two', async ({
  stack,
}) => {
  const pieces = await answersTo(connectTo(stack.url), [...HEALTHZ]);
  expect(pieces.match(/HTTP\/1.1 200 /g)).toHaveLength(1);
  const two = HEALTHZ.replace('close', 'keep-alive') + HEALTHZ;
  const both = await answersTo(connectTo(stack.url), [two]);
  expect(both.match(/HTTP\/1.1 200 /g)).toHaveLength(2);
});

test('headers of 100 kB are refused with 431', async ({ stack }) => {
  const { port } = new URL(stack.url);
  const socket = connect(Number(port), '127.0.0.1').on('error', () => {});
  socket.write(`GET / HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(100_000)}\r\n\r\n`);
  const [start] = await once(socket, 'data');
  expect(String(start)).toContain('HTTP/1.1 431 ');
  socket.destroy();
});

test('every answer names its request, and nobody else may', async ({ stack }) => {
  const ids = await Promise.all(
    [1, 2].map(async () => {
      const response = await fetch(`${stack.url}/healthz`, { headers: { 'X-Request-Id': 'mine' } });
      return response.headers.get('x-request-id');
    }),
  );
  for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(new Set(ids).size).toBe(2);
});

test('/metrics is the sum of all workers, on a port that two instances may want', async ({
  stack,
}) => {
  const metricsPort = String(await freePort());
  const configuration = { ...stack.configuration, METRICS_PORT: metricsPort };
  const first = await startServer({ ...configuration, WORKERS: '2' });
  const second = await startServer(configuration);
  const metrics = async () => {
    const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    expect(response.headers.get('content-type')).toContain('text/plain');
    return response.text();
  };
  try {
    await patient.poll(() => first.workers().length).toBe(2);
    expect(await metrics()).toMatch(/^gatehouse_workers 2$/m);
    expect(await metrics()).toMatch(/^process_resident_memory_bytes [1-9]/m);
    expect((await fetch(`${first.url}/metrics`)).status).toBe(404);
    const outputs = [first.output(), second.output()];
    expect(outputs.filter((each) => each.includes('no /metrics yet'))).toHaveLength(1);
  } finally {
    await stopAll([first, second]);
  }
});

test('what a worker that is gone had counted stays in the sum', async ({ stack }) => {
  const metricsPort = String(await freePort());
  const server = await startServer({ ...stack.configuration, METRICS_PORT: metricsPort });
  const countOf = async (name: string) => {
    const response = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    const [, value] = new RegExp(`^${name} (\\S+)$`, 'm').exec(await response.text()) ?? [];
    return Number(value);
  };
  const pictures = 'gatehouse_request_seconds_count{what="picture"}'.replace(/[{}]/g, '\\$&');
  try {
    for (let i = 0; i < 3; i++) await oldClient(stack, server.url).picture();
    expect(await countOf(pictures)).toBe(3);
    process.kill(server.workers()[0] ?? 0, 'SIGKILL');
    await patient.poll(() => server.workers().length).toBe(2);
    expect(await countOf(pictures)).toBe(3);
    await oldClient(stack, server.url).picture();
    expect(await countOf(pictures)).toBe(4);
  } finally {
    await server.stop();
  }
});

async function startServers(stack: Stack, count: number): Promise<Server[]> {
  return Promise.all(Array.from({ length: count }, () => startServer(stack.configuration)));
}

async function stopAll(servers: Server[]): Promise<void> {
  await Promise.all(servers.map(({ stop }) => stop()));
}

/** Asks for /healthz again and again, a connection each, in eight lanes until told to stop. */
function steadyLoad(url: string) {
  let isOver = false;
  let answered = 0;
  const lost: string[] = [];
  const lane = async () => {
    while (!isOver) {
      await statusOf(url).then(
        (status) => (status === 200 ? answered++ : lost.push(String(status))),
        (error) => lost.push(error.code ?? error.message),
      );
    }
  };
  const lanes = Array.from({ length: 8 }, lane);
  return {
    answered: () => answered,
    lost: () => lost,
    stop: async () => {
      isOver = true;
      await Promise.all(lanes);
    },
  };
}

/** Of a request on a connection of its own. */
async function statusOf(url: string): Promise<number | undefined> {
  const request = get(`${url}/healthz`, { agent: false });
  const [response] = await once(request, 'response');
  await text(response);
  return response.statusCode;
}

const HEALTHZ = 'GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

function connectTo(url: string): Socket {
  return connect(Number(new URL(url).port), '127.0.0.1').setNoDelay();
}

/** All that comes back until the other side closes; each piece is sent when the last has left. */
async function answersTo(socket: Socket, pieces: string[]): Promise<string> {
  const answers = text(socket);
  for (const piece of pieces) {
    await new Promise((resolve) => socket.write(piece, resolve));
  }
  return answers;
}

async function isRefused(url: string): Promise<boolean> {
  const { code } = await statusOf(url).then(
    () => ({ code: '' }),
    (error) => error,
  );
  return code === 'ECONNREFUSED';
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
