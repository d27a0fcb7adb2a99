import { cookiesOf, oldClient } from './support/api';
import { isRefused, steadyLoad } from './support/connections';
import { gate } from './support/promises';
import { startRoundRobin } from './support/round-robin';
import { startServer, startServers, stopAll } from './support/server';
import { expect, newAddress, newPerson, patient, test } from './support/test';

// Each starts several processes, which on a busy machine takes its time.
test.describe.configure({ timeout: 120_000 });

test('a sign-up whose every request goes to another of three processes', async ({ stack }) => {
  const servers = await startServers(stack.configuration, 3);
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
  let servers = await startServers(stack.configuration, 2);
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
