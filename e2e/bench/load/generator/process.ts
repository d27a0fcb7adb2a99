// A process of its own that makes the load and plays the provider of SMS: see load.ts, which asks it.
import { randomInt, randomUUID } from 'node:crypto';
import { Agent, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { Redis } from 'ioredis';
import { startCcpDouble } from '../../../support/ccp-double';
import type { Job, Results } from '../load-generator';
import { countSteps, startSqlProxy } from './count';
import { Visitor } from './visitor';
import { SIGN_UPS, type World } from './walks';

/** The last code of each number of 11 digits. */
const codes = new Map<string, string>();
let redis: Redis;

const ccp = await startCcpDouble();
ccp.answerWith(({ to, code }) => {
  codes.set(to, code);
  ccp.messages.length = 0;
  return 'accept';
}, 'always');

const plain = createServer(async (request, response) => {
  const { to, code } = (await json(request)) as { to: string; code: string };
  codes.set(to.slice(-11), code);
  response.end('{}');
});
await new Promise<void>((resolve) => plain.listen(0, '127.0.0.1', resolve));

const JOBS = {
  async begin({ redisUrl }) {
    redis = new Redis(redisUrl);
    const smsUrl = `http://127.0.0.1:${(plain.address() as AddressInfo).port}/`;
    return { ccp: ccp.environment, smsUrl };
  },
  pictures: ({ url, ...load }) =>
    repeat(load, async (agent) => {
      await new Visitor(agent).ask(`${url}/${randomUUID()}`, 'image/jpeg');
    }),
  'sign-ups': ({ url, who, ...load }) =>
    repeat(load, async (agent) => {
      const mobile = newMobile();
      const world: World = { url, redis, codeSentTo };
      for await (const _ of SIGN_UPS[who](new Visitor(agent), mobile, world));
      codes.delete(mobile);
    }),
  proxy: async ({ databaseUrl }) => ({ url: await startSqlProxy(databaseUrl) }),
  count: ({ url, who, times }) =>
    countSteps(redis, times, () => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      return SIGN_UPS[who](new Visitor(agent), newMobile(), { url, redis, codeSentTo });
    }),
} satisfies { [Name in keyof Results]: (job: Job<Name>) => Promise<Results[Name]> };

process.on('message', async ({ name, job }: { name: keyof Results; job: never }) => {
  try {
    process.send?.({ result: await JOBS[name](job) });
  } catch (error) {
    process.send?.({ error: (error as Error).stack });
  }
});
process.on('disconnect', () => process.exit());
process.send?.({ result: 'ready' });

/** Does `act` over and over on each of the connections, until the time is over or one fails. */
async function repeat(
  { seconds, connections }: { seconds: number; connections: number },
  act: (agent: Agent) => Promise<void>,
) {
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1000;
  let done = 0;
  const one = async () => {
    while (elapsed() < seconds) {
      await act(agent);
      done += 1;
    }
  };
  await Promise.all(Array.from({ length: connections }, one));
  agent.destroy();
  return { done, seconds: elapsed() };
}

let mobiles = randomInt(1e8);

/** No number twice: who asks for a second SMS has to wait. The step has no factor in common with 1e8. */
function newMobile(): string {
  mobiles = (mobiles + 61_803_399) % 1e8;
  return `176${String(mobiles).padStart(8, '0')}`;
}

function codeSentTo(mobile: string): string {
  const code = codes.get(mobile);
  if (!code) throw new Error(`no code was sent to ${mobile}`);
  return code;
}
