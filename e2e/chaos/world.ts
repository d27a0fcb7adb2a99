import { Redis } from 'ioredis';
import { openKv } from '../../db/kv';
import { startRedis } from '../support/redis';
import { startRedisCluster } from '../support/redis-cluster';
import { type Server, startServer } from '../support/server';
import { startClock } from './clock';
import { startDatabase } from './database';
import { startGateway } from './gateway';

const SECRET = 'the secret of the hard days only';
export const RECEIPTS_SECRET = 'receipts-of-the-hard-days-only';

/** So many processes answer. */
export const WORKERS = 2;

/** One site's people all at once, whose limits are of no interest here. */
const ROOM_FOR_ALL = {
  SMS_PER_MOBILE: '1000/1h',
  SMS_PER_PREFIX: '1000000/24h',
  SMS_PER_COUNTRY: '1000000/24h',
  SMS_PER_SITE: '1000000/24h',
  SMS_BUDGET: '1000000/1h 1000000/24h',
  SMS_RESEND_GAPS: '1s',
};

export interface WorldOptions {
  /** A Redis Cluster with a replica, and not one Redis. */
  hasCluster?: boolean;
  /** The product's clock can be stepped. */
  hasClock?: boolean;
  /** Of the product, beside what it runs with. */
  configuration?: Record<string, string>;
}

export type World = Awaited<ReturnType<typeof startWorld>>;

/**
 * What the product runs on, in our hands, and the unchanged production build in two worker processes.
 * Throws where redis-server, or for `hasClock` libfaketime, is missing.
 */
export async function startWorld(options: WorldOptions = {}) {
  const clock = options.hasClock ? startClock() : undefined;
  if (options.hasClock && !clock) throw new Error('libfaketime is missing');
  const database = await startDatabase();
  const store = await (options.hasCluster ? startCluster() : startSingle());
  const gateway = await startGateway(() => clock?.now() ?? Date.now());
  const server = await startServer({
    WORKERS: String(WORKERS),
    DATABASE_URL: database.url,
    ...store.configuration,
    GATEHOUSE_SECRET: SECRET,
    SMS_RECEIPTS_SECRET: RECEIPTS_SECRET,
    TRUSTED_PROXY_HOPS: '1',
    ...ROOM_FOR_ALL,
    ...gateway.environment,
    ...clock?.environment,
    ...options.configuration,
  });
  await hasAllWorkers(server);
  const kv = openKv(store.location);
  return {
    url: server.url,
    server,
    database,
    redis: store.redis,
    cluster: store.cluster,
    clock,
    gateway,
    /** What no answer and no line of the log may hold. */
    secrets: [SECRET, RECEIPTS_SECRET, new URL(database.url).password, ...gateway.secrets],
    /** The answer of a picture, as our own store has it. */
    answerTo: (id: string) => kv.get<string>(`image_code_${id}`).catch(() => null),
    async stop() {
      await server.stop();
      await Promise.all([gateway.stop(), store.stop(), database.remove()]);
      clock?.remove();
    },
  };
}

async function startSingle() {
  const server = await startRedis();
  if (!server) throw new Error('redis-server is missing');
  return {
    configuration: { REDIS_URL: server.url },
    location: { redisUrl: server.url },
    redis: { ...server, command: commandsTo(server.url) },
    cluster: undefined,
    stop: () => server.stop(),
  };
}

async function startCluster() {
  const cluster = await startRedisCluster('gatehouse');
  if (!cluster) throw new Error('redis-server is missing');
  return {
    configuration: { REDIS_CLUSTER_URLS: cluster.urls.join(' ') },
    location: { clusterUrls: cluster.urls },
    redis: undefined,
    cluster,
    stop: () => cluster.stop(),
  };
}

/** One command over a connection of its own. */
function commandsTo(url: string) {
  return async (name: string, ...args: string[]): Promise<unknown> => {
    const redis = new Redis(url, { lazyConnect: true });
    try {
      return await redis.call(name, ...args);
    } finally {
      redis.disconnect();
    }
  };
}

async function hasAllWorkers(server: Server): Promise<void> {
  while (server.workers().length < WORKERS) await new Promise((resolve) => setTimeout(resolve, 20));
}
