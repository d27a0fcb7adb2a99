import { randomInt } from 'node:crypto';
import { startOtlpDouble } from './support/otlp-double';
import { type Server, startServer } from './support/server';
import type { Stack } from './support/stack';
import { expect, newAddress, test } from './support/test';

type Otlp = Awaited<ReturnType<typeof startOtlpDouble>>;

/** The product with a collector, for one test. */
async function withCollector(
  stack: Stack,
  work: (server: Server, otlp: Otlp) => Promise<void>,
): Promise<void> {
  const otlp = await startOtlpDouble();
  const server = await startServer({ ...stack.configuration, ...otlp.environment });
  try {
    await work(server, otlp);
  } finally {
    await server.stop();
    await otlp.stop();
  }
}

/** Names from the root of a span down to it. */
function pathTo(otlp: Otlp, name: string): string[] {
  const spans = otlp.spans();
  const path: string[] = [];
  let span = spans.find((each) => each.name === name);
  while (span) {
    const { parentSpanId, traceId, name: own } = span;
    path.unshift(own);
    span = spans.find((each) => each.spanId === parentSpanId && each.traceId === traceId);
  }
  return path;
}

test('one trace goes from the door through the stores to the provider', async ({ stack }) => {
  await withCollector(stack, async (server, otlp) => {
    const { id, answer } = await stack.newPicture();
    const mobile = newMobile();
    const response = await askOldDoor(server, mobile, id, answer);
    expect(await response.json()).toMatchObject({ errno: '0' });
    await expect.poll(() => otlp.spans().map(({ name }) => name)).toContain('request-code');
    const door = 'GET /api/v1_0/sms_codes/[mobile]';
    await expect.poll(() => pathTo(otlp, 'provider')[0]).toBe(door);
    for (const name of ['provider', 'kv GETDEL …', 'postgres INSERT sms_messages']) {
      expect(pathTo(otlp, name)).toContain('request-code');
    }
    const provider = otlp.spans().find(({ name }) => name === 'provider');
    expect(provider?.attributes).toEqual(
      expect.arrayContaining([
        { key: 'sms.sender', value: { stringValue: 'ccp' } },
        { key: 'sms.outcome', value: { stringValue: 'sent' } },
      ]),
    );
  });
});

test('nothing that is exported holds a number, a code, an answer, a key or an address', async ({
  stack,
}) => {
  await withCollector(stack, async (server, otlp) => {
    const { id, answer } = await stack.newPicture();
    const [mobile, address] = [newMobile(), newAddress()];
    const forwarded = { 'X-Forwarded-For': address, traceparent: STRANGERS_TRACE };
    await askOldDoor(server, mobile, id, answer, forwarded);
    const nowhere = `api/v1_0/sms_codes/${mobile}/${mobile}?image_code=${answer}`;
    await fetch(`${server.url}/${nowhere}`, { headers: forwarded });
    await fetch(`${server.url}/register/${mobile}?mobile=${mobile}`, { headers: forwarded });
    const [other, otherPicture] = [newMobile(), await stack.newPicture()];
    stack.ccp.answerWith('reset');
    await askOldDoor(server, other, otherPicture.id, answer, forwarded);
    const outcomes = () => JSON.stringify(otlp.spans().filter(({ name }) => name === 'provider'));
    await expect.poll(outcomes).toMatch(/"sent".*"ambiguous"|"ambiguous".*"sent"/);

    const numbers = [mobile, other].flatMap((each) => [each, each.slice(-8), each.slice(0, -4)]);
    const secrets = [...numbers, id, otherPicture.id, answer, address];
    const code = stack.ccp.messages.find(({ to }) => to === mobile)?.code ?? 'none';
    const {
      GATEHOUSE_SECRET = '',
      CCP_AUTH_TOKEN = '',
      CCP_ACCOUNT_SID = '',
    } = stack.configuration;
    const all = [...secrets, code, GATEHOUSE_SECRET, CCP_AUTH_TOKEN, CCP_ACCOUNT_SID, STRANGERS];
    const texts = otlp.spans().map(({ traceId, spanId, parentSpanId, ...rest }) => rest);
    const exported = JSON.stringify(texts);
    for (const secret of all) expect(exported).not.toContain(secret);
    expect(otlp.received()).not.toContain(STRANGERS);
  });
});

const STRANGERS = 'aaaabbbbccccddddeeeeffff00001111';
const STRANGERS_TRACE = `00-${STRANGERS}-aaaabbbbccccdddd-01`;

function newMobile(): string {
  return `176${String(randomInt(1e8)).padStart(8, '0')}`;
}

function askOldDoor(
  { url }: Server,
  mobile: string,
  id: string,
  answer: string,
  headers: Record<string, string> = { 'X-Forwarded-For': newAddress() },
): Promise<Response> {
  const query = new URLSearchParams({ image_code: answer, image_code_id: id });
  return fetch(`${url}/api/v1_0/sms_codes/${mobile}?${query}`, { headers });
}
