import { once } from 'node:events';
import {
  type ChainableCommander,
  Cluster,
  Redis,
  Command as RedisCommand,
  type RedisOptions,
} from 'ioredis';
import type { Command, Reply, Transport } from './transport';

// Fields and values in turn, as Redis and the REST API answer, and not ioredis's object of them.
RedisCommand.setReplyTransformer('hgetall', (reply: string[]) => reply);

/**
 * Carries commands to a Redis server. A command is never sent twice: a lost connection fails what
 * was in flight, because it may already have happened. Nor is one sent after it was said to fail.
 */
export function redisTransport(url: string, timeoutMilliseconds: number): Transport {
  const redis = new Redis(url, {
    ...connectionOptions(timeoutMilliseconds),
    // While there is no connection a command waits through one pause and one attempt, no longer.
    retryStrategy: () => timeoutMilliseconds * 0.1,
  });
  return carriedBy(
    redis,
    async () => redis,
    () => redis.disconnect(true),
  );
}

/**
 * Carries commands to a Redis Cluster, known by some of its nodes. All keys get one hash tag: what
 * is decided together, a visitor's counts beside a country's and the site's, must be on one node. A
 * cluster is therefore for failover; one node does far more commands than we send.
 */
export function clusterTransport(urls: string[], timeoutMilliseconds: number): Transport {
  const { username, password, protocol } = new URL(urls[0] ?? '');
  const cluster = new Cluster(urls, {
    keyPrefix: '{gatehouse}:',
    redisOptions: {
      ...connectionOptions(timeoutMilliseconds),
      username: decodeURIComponent(username) || undefined,
      password: decodeURIComponent(password) || undefined,
      tls: protocol === 'rediss:' ? {} : undefined,
    },
    clusterRetryStrategy: () => timeoutMilliseconds * 0.1,
    slotsRefreshTimeout: timeoutMilliseconds * 0.5,
    // What a node took, or may have taken, is not sent to another.
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    enableOfflineQueue: false,
  });
  const findNodes = () => cluster.refreshSlotsCache();
  cluster.on('node error', findNodes);
  return carriedBy(cluster, () => whenReady(cluster, timeoutMilliseconds), findNodes);
}

/** What holds for every connection, to one server or to a node of many. */
function connectionOptions(timeoutMilliseconds: number): RedisOptions {
  return {
    commandTimeout: timeoutMilliseconds,
    connectTimeout: timeoutMilliseconds * 0.9,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableReadyCheck: false, // a server that still loads says so to each command
    disableClientInfo: true,
    disconnectTimeout: 0,
  };
}

/** Rejects where the cluster has not been found in time. */
async function whenReady(cluster: Cluster, timeoutMilliseconds: number): Promise<Cluster> {
  if (cluster.status !== 'ready')
    await once(cluster, 'ready', { signal: AbortSignal.timeout(timeoutMilliseconds) });
  return cluster;
}

/** `renew` is called where the other end may be gone without a word. */
function carriedBy(
  client: Redis | Cluster,
  ready: () => Promise<Redis | Cluster>,
  renew: () => void,
): Transport {
  client.on('error', () => {}); // every command that fails reports it

  const failed = (error: Error): Reply => {
    if (isAnswer(error)) return { error: error.message };
    if (error.message === 'Command timed out') renew();
    throw error;
  };
  const repliesOf = async (chain: ChainableCommander, commands: Command[]): Promise<Reply[]> => {
    for (const [name, ...args] of commands) chain.call(String(name), ...args);
    const discarded = (error: Error) => commands.map(() => [whyDiscarded(error), null] as const);
    const results = (await chain.exec().catch(discarded)) ?? [];
    return results.map(([error, result]) => (error ? failed(error) : { result }));
  };
  return {
    one: async ([name, ...args]) =>
      (await ready()).call(String(name), ...args).then((result) => ({ result }), failed),
    pipeline: async (commands) => repliesOf((await ready()).pipeline(), commands),
    transaction: async (commands) => repliesOf((await ready()).multi(), commands),
  };
}

/** Redis itself answered with an error, as opposed to no answer at all. */
function isAnswer(error: Error): boolean {
  return error.name === 'ReplyError';
}

/** EXEC itself says no more than that a command before it was refused. */
function whyDiscarded(error: Error & { previousErrors?: Error[] }): Error {
  const refused = error.previousErrors?.find(isAnswer);
  if (refused) error.message = `EXECABORT Transaction discarded because of: ${refused.message}`;
  return error;
}
