import { randomInt, randomUUID } from 'node:crypto';
import type { Page } from 'playwright/test';
import postgres from 'postgres';
import { cookiesOf, oldClient } from './support/api';
import { mannWhitney, quantile } from './support/mann-whitney';
import { type Server, startServer } from './support/server';
import type { Stack } from './support/stack';
import { expect, newPerson, type Person, test } from './support/test';

const PAIRS = 300;
/** Of a thousand runs in which nothing differs one fails; three at most, as three are looked at. */
const LEAST_P = 0.001;
/** Between the medians, in interquartile ranges: more than three standard errors of 300 pairs. */
const MOST_APART = 0.25;

let server: Server;

test.beforeAll(async ({ stack }) => {
  // What is to be compared here is one request; limits of prefixes and countries are others' tests.
  const variables = { HIDE_REGISTERED: 'true', SEND_GUARD_MODES: '*=observe' };
  server = await startServer({ ...stack.configuration, ...stack.redisConfiguration, ...variables });
});
test.afterAll(() => server.stop());

type Answer = Awaited<ReturnType<ReturnType<typeof oldClient>['mutate']>>;

/** Both doors, for somebody with a captcha at an address of their own. */
async function doorsOf(stack: Stack, purpose = 'registration') {
  const client = oldClient(stack, server.url);
  const { id, answer } = await stack.newPicture();
  return {
    trpc: (mobile: string) =>
      client.mutate('smsCode.request', { purpose, mobile, imageCodeId: id, imageCode: answer }),
    get: (mobile: string) => client.smsCode(mobile, { image_code: answer, image_code_id: id }),
    confirm: (answer: Answer, mobile: string, smsCode: string) =>
      client.mutate('smsCode.confirm', { purpose, mobile, smsCode }, cookiesOf(answer.response)),
  };
}

type Door = 'trpc' | 'get';

/** All of an answer that somebody could compare: what is random or a time is shown by its form. */
function shapeOf({ response, body }: Answer) {
  const cookies = response.headers
    .getSetCookie()
    .map((line) => line.replace(/=([\w-]+)/, (_, value: string) => `=${value.length}`));
  const headers = [...response.headers].map(([name, value]) =>
    /^(set-cookie|date|content-length|x-request-id)$/.test(name) ? name : `${name}: ${value}`,
  );
  const form = JSON.stringify(body)
    .replace(/\*{4} \d{4}/, '**** 0000')
    .replace(/(:)\d{13}\b/g, '$1time');
  return { status: response.status, headers, cookies, form };
}

for (const [purpose, door] of [
  ['registration', 'trpc'],
  ['registration', 'get'],
  ['sign-in', 'trpc'],
  ['password-reset', 'trpc'],
] as const) {
  test(`${purpose}, ${door}: answers are the same with an account or without`, async ({
    stack,
  }) => {
    const shapes = [];
    for (const mobile of [await newMember(stack), newPerson(stack).mobile]) {
      const answer = await (await doorsOf(stack, purpose))[door](mobile);
      shapes.push(shapeOf(answer));
      const sent = stack.ccp.messages.filter(({ to }) => to === mobile);
      expect(sent).toHaveLength(1);
    }
    expect(shapes[0]?.status).toBe(200);
    expect(shapes[0]).toEqual(shapes[1]);
  });
}

test('300 answers each take as long, with an account or without', async ({ stack }) => {
  test.setTimeout(90_000); // 14 s with two cores at load 3
  const samples = await samplesOf(stack);
  const byDoor = (door: Door) => comparisonOf(samples.filter((each) => each.door === door));
  const figures = { all: comparisonOf(samples), trpc: byDoor('trpc'), get: byDoor('get') };
  const told = JSON.stringify(figures);
  test.info().annotations.push({ type: 'latency in ms', description: told });
  for (const { p } of Object.values(figures)) expect(p, told).toBeGreaterThanOrEqual(LEAST_P);
  const [one = 0, other = 0] = figures.all.medians;
  expect(Math.abs(one - other), told).toBeLessThan(MOST_APART * figures.all.spread);
});

/** The rank test's p, both medians and the interquartile range. */
function comparisonOf(samples: Sample[]) {
  const [one = [], other = []] = (['registered', 'unregistered'] as const).map((kind) =>
    samples.filter((each) => each.kind === kind).map(({ milliseconds }) => milliseconds),
  );
  const all = [...one, ...other];
  return {
    p: mannWhitney(one, other),
    medians: [quantile(one), quantile(other)],
    spread: quantile(all, 0.75) - quantile(all, 0.25),
  };
}

test('only who proves the number is told, at the code step, and is shown the way on', async ({
  page,
  stack,
}) => {
  const [member, stranger] = [newPerson(stack), newPerson(stack)];
  await addUsers(stack, [member.mobile]);
  await page.goto(`${server.url}/register`);
  await enterCode(page, member);
  await expect(page.getByText('This number already has an account.')).toBeVisible();
  await page.getByRole('link', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(`${server.url}/sign-in`);

  await page.goto(`${server.url}/sign-in/sms`);
  await enterCode(page, stranger);
  await expect(page.getByText('This number has no account yet.')).toBeVisible();
  await page.getByRole('link', { name: 'Create an account' }).click();
  await expect(page).toHaveURL(`${server.url}/register`);
});

test('an old client is told where it confirms the code', async ({ stack }) => {
  const [mobile, client] = [await newMember(stack), await doorsOf(stack)];
  const answer = await client.get(mobile);
  const code = stack.ccp.messages.find(({ to }) => to === mobile)?.code ?? '';
  const { response, body } = await client.confirm(answer, mobile, code);
  expect([response.status, body.error.data.reason]).toEqual([409, 'registered']);
});

async function enterCode(page: Page, person: Person) {
  await person.askForCode(page);
  await page.getByLabel('6-digit code').fill(await person.code());
}

type Kind = 'registered' | 'unregistered';
type Sample = { kind: Kind; door: Door; milliseconds: number };

/** The time of each answer, of both kinds in pairs, either first, and by one door after the other. */
async function samplesOf(stack: Stack): Promise<Sample[]> {
  const asks = Array.from({ length: PAIRS }, (_, i) => {
    const door: Door = i % 2 ? 'get' : 'trpc';
    const pair = (['registered', 'unregistered'] as const).map((kind) => {
      return { kind, door, mobile: newPerson(stack).mobile };
    });
    return randomInt(2) ? pair : pair.reverse();
  }).flat();
  const visitors = await Promise.all(
    asks.map(async (ask) => ({ ...ask, ...(await doorsOf(stack)) })),
  );
  const members = asks.filter(({ kind }) => kind === 'registered');
  await addUsers(
    stack,
    members.map(({ mobile }) => mobile),
  );
  const samples: Sample[] = [];
  for (const { kind, door, mobile, [door]: ask } of visitors) {
    const start = performance.now();
    const { response } = await ask(mobile);
    samples.push({ kind, door, milliseconds: performance.now() - start });
    expect(response.status).toBe(200);
  }
  return samples;
}

async function newMember(stack: Stack): Promise<string> {
  const { mobile } = newPerson(stack);
  await addUsers(stack, [mobile]);
  return mobile;
}

/** Accounts with a password nobody knows. */
async function addUsers({ configuration }: Stack, mobiles: string[]): Promise<void> {
  const sql = postgres(configuration.DATABASE_URL ?? '', { max: 1 });
  const rows = mobiles.map((mobile) => ({
    id: randomUUID(),
    mobile: `+86${mobile}`,
    password_hash: 'none',
  }));
  await sql`insert into users ${sql(rows)}`;
  await sql.end();
}
