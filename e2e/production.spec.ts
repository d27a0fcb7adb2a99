import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { oldClient, picturesUntilRefused } from './support/api';
import { startRefused, startServer } from './support/server';
import { expect, newAddress, newPerson, test } from './support/test';

test.describe('npm start', () => {
  test('without any configuration names every missing variable, and ends', async () => {
    const { code, output } = await startRefused({});
    expect(code).toBe(1);
    const missing = [
      'DATABASE_URL',
      'KV_REST_API_URL',
      'GATEHOUSE_SECRET',
      'PUBLIC_URL',
      'SMS_ROUTES',
    ];
    for (const name of missing) expect(output).toContain(`${name} is missing: `);
    expect(output).not.toMatch(/^\s+at /m);
  });

  test('refuses the inbox sender', async ({ stack }) => {
    const inbox = { ...stack.configuration, PUBLIC_URL: stack.url, SMS_ROUTES: '*=inbox' };
    const { code, output } = await startRefused(inbox);
    expect(code).toBe(1);
    expect(output).toContain('SMS_ROUTES inbox is for development');
  });

  test('refuses a database that is not there, in a sentence', async ({ stack }) => {
    const away = {
      ...stack.configuration,
      PUBLIC_URL: stack.url,
      DATABASE_URL: 'postgres://127.0.0.1:1/x',
    };
    const { code, output } = await startRefused(away);
    expect(code).toBe(1);
    expect(output).toContain('DATABASE_URL');
    expect(output).not.toMatch(/^\s+at /m);
  });
});

test.describe('nothing made for development is in the build', () => {
  for (const path of ['/dev/inbox', '/dev/inbox/messages']) {
    test(`${path} is 404`, async ({ stack }) => {
      expect((await fetch(stack.url + path)).status).toBe(404);
    });
  }

  test('no route of it exists', () => {
    const routes = readFileSync('.next/server/app-paths-manifest.json', 'utf8');
    expect(routes).toContain('/register');
    expect(routes).not.toContain('/dev');
  });
});

test.describe("the visitor's address", () => {
  test('a spoofed X-Forwarded-For gains nothing', async ({ stack }) => {
    const { url, stop } = await startServer({ ...stack.configuration, TRUSTED_PROXY_HOPS: '0' });
    try {
      const spoofed = () => oldClient(stack, url, { 'X-Forwarded-For': newAddress() });
      expect(await picturesUntilRefused(spoofed)).toBe(30);
    } finally {
      await stop();
    }
  });

  test('a reset connection, whose address cannot be asked for any more, lifts no limit', async ({
    stack,
  }) => {
    const { url, stop } = await startServer({ ...stack.configuration, TRUSTED_PROXY_HOPS: '0' });
    const mobiles = Array.from({ length: 20 }, () => newPerson(stack).mobile);
    try {
      for (const mobile of mobiles) {
        const { id, answer } = await oldClient(stack, url).picture();
        const path = `/api/v1_0/sms_codes/${mobile}?image_code=${answer}&image_code_id=${id}`;
        const claim = `X-Forwarded-For: ${newAddress()}`;
        await sendAndReset(url, `GET ${path} HTTP/1.1\r\nHost: x\r\n${claim}\r\n\r\n`);
      }
      await oldClient(stack, url).picture(); // by now all have been served that are
    } finally {
      await stop();
    }
    const sent = stack.ccp.messages.filter(({ to }) => mobiles.includes(to));
    expect(sent.length).toBeLessThanOrEqual(10);
  });

  test('behind one trusted proxy, what is left of its word is not believed', async ({ stack }) => {
    const proxySaw = newAddress();
    const spoofed = () =>
      oldClient(stack, stack.url, { 'X-Forwarded-For': `${newAddress()}, ${proxySaw}` });
    expect(await picturesUntilRefused(spoofed)).toBe(30);
  });
});

/** Sends a request and resets the connection before anybody can look whose it is. */
async function sendAndReset(url: string, request: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  socket.write(request);
  socket.resetAndDestroy();
}

test.describe('when something is away', () => {
  test('healthz is 200 when both stores answer', async ({ stack }) => {
    const response = await fetch(`${stack.url}/healthz`);
    expect([response.status, await response.json()]).toEqual([200, { status: 'ok' }]);
  });

  test('the key-value store: no SMS goes out, healthz names it, and it recovers', async ({
    stack,
  }) => {
    const [client, person] = [oldClient(stack), newPerson(stack)];
    const { id, answer } = await client.picture();
    await stack.store.stop();
    try {
      const query = { image_code: answer, image_code_id: id };
      const { response, body } = await client.smsCode(person.mobile, query);
      expect(body).toEqual({ errno: '4001', errmsg: 'Please try again in a moment' });
      expect(response.headers.get('retry-after')).toBe('5');
      const picture = await fetch(`${stack.url}/api/v1_0/image_codes/${randomUUID()}`);
      expect([picture.status, (await picture.json()).errno]).toEqual([503, '4001']);
      const health = await fetch(`${stack.url}/healthz`);
      expect([health.status, await health.json()]).toEqual([503, { status: 'down', down: ['kv'] }]);
    } finally {
      await stack.store.start();
    }
    expect(stack.ccp.messages.filter(({ to }) => to === person.mobile)).toEqual([]);
    await expect.poll(async () => (await fetch(`${stack.url}/healthz`)).status).toBe(200);
    const { body } = await client.smsCode(person.mobile, { image_code: answer, image_code_id: id });
    expect(body.errno).toBe('0');
  });

  test('PostgreSQL, between code and user: a clear refusal, then the same press succeeds', async ({
    page,
    person,
    stack,
  }) => {
    await page.goto('/register');
    await person.askForCode(page);
    await person.typeSecrets(page);
    await stack.postgres.stop();
    try {
      await page.getByRole('button', { name: 'Create account' }).click();
      await expect(
        page.getByText('Nothing you typed is lost: try again in a moment'),
      ).toBeVisible();
      const health = await fetch(`${stack.url}/healthz`);
      expect(await health.json()).toEqual({ status: 'down', down: ['postgres'] });
    } finally {
      await stack.postgres.start();
    }
    await expect.poll(async () => (await fetch(`${stack.url}/healthz`)).status).toBe(200);
    await page.getByRole('button', { name: 'Create account' }).click();
    await expect(page).toHaveURL('/account');
  });
});

test('logs hold no code, no password, no token and no whole number', async ({
  page,
  person,
  stack,
}) => {
  await page.goto('/register');
  await person.askForCode(page);
  const code = await person.code();
  await person.finish(page);
  await expect(page).toHaveURL('/account');
  const log = stack.server.output();
  expect(log).toContain('"sender":"ccp"');
  const cookies = (await page.context().cookies()).map(({ value }) => value);
  expect(cookies).toHaveLength(3);
  const { CCP_AUTH_TOKEN, GATEHOUSE_SECRET, KV_REST_API_TOKEN } = stack.configuration;
  const secrets = [code, person.mobile, person.password, ...cookies];
  for (const secret of [...secrets, CCP_AUTH_TOKEN, GATEHOUSE_SECRET, KV_REST_API_TOKEN]) {
    expect(log).not.toContain(secret);
  }
});
