import { type AddressInfo, connect, createServer } from 'node:net';
import type { Redis } from 'ioredis';
import { statementsIn } from './postgres-wire';
import { LOOKED } from './walks';

/** What one step of a sign-up asked of the stores. */
export interface StepCounts {
  step: string;
  redisCommands: string[];
  /** Times that Redis had something to read. */
  redisRoundTrips: number;
  statements: string[];
}

let statements: string[] = [];

/** A way to PostgreSQL on which statements are noted. Returns the URL to use instead. */
export async function startSqlProxy(databaseUrl: string): Promise<string> {
  const url = new URL(databaseUrl);
  const target = Number(url.port || 5432);
  const proxy = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    const read = statementsIn((statement) => statements.push(statement));
    near.on('data', read);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) socket.on('error', () => near.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  url.port = String((proxy.address() as AddressInfo).port);
  url.hostname = '127.0.0.1';
  return url.href;
}

/** The counts of the steps of `times` sign-ups, one after the other. */
export async function countSteps(
  redis: Redis,
  times: number,
  signUp: () => AsyncGenerator<string>,
): Promise<StepCounts[]> {
  const counts: StepCounts[] = [];
  for (let i = 0; i < times; i++) {
    let before = await readRedis(redis);
    statements = [];
    for await (const step of signUp()) {
      const after = await readRedis(redis);
      if (step !== LOOKED) counts.push({ step, ...difference(before, after), statements });
      before = after;
      statements = [];
    }
  }
  return counts;
}

interface RedisCounts {
  calls: Map<string, number>;
  reads: number;
}

async function readRedis(redis: Redis): Promise<RedisCounts> {
  const info = await redis.info('everything');
  const calls = [...info.matchAll(/^cmdstat_([^:]+):calls=(\d+)/gm)].map(
    ([, name = '', count]) => [name, Number(count)] as const,
  );
  const reads = Number(/^total_reads_processed:(\d+)/m.exec(info)?.[1]);
  return { calls: new Map(calls), reads };
}

/** Less the looking itself: one INFO and its read. */
function difference(before: RedisCounts, after: RedisCounts) {
  const redisCommands = [...after.calls].flatMap(([name, count]) => {
    const more = count - (before.calls.get(name) ?? 0);
    return name === 'info' ? [] : Array<string>(more).fill(name);
  });
  return { redisCommands, redisRoundTrips: after.reads - before.reads - 1 };
}
