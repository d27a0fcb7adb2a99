import { type ChainableCommander, Redis, Command as RedisCommand } from 'ioredis';
import type { Command, Reply, Transport } from './transport';

// Fields and values in turn, as Redis and the REST API answer, and not ioredis's object of them.
RedisCommand.setReplyTransformer('hgetall', (reply: string[]) => reply);

/**
 * Carries commands to a Redis server. A command is never sent twice: a lost connection fails what
 * was in flight, because it may already have happened. Nor is one sent after it was said to fail.
 */
export function redisTransport(url: string, timeoutMilliseconds: number): Transport {
  const redis = new Redis(url, {
    commandTimeout: timeoutMilliseconds,
    // While there is no connection a command waits through one pause and one attempt, no longer.
    retryStrategy: () => timeoutMilliseconds * 0.1,
    connectTimeout: timeoutMilliseconds * 0.9,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    enableReadyCheck: false, // a server that still loads says so to each command
    disableClientInfo: true,
    disconnectTimeout: 0,
  });
  redis.on('error', () => {}); // every command that fails reports it

  const failed = (error: Error): Reply => {
    if (isAnswer(error)) return { error: error.message };
    // The other end may be gone without a word; only a new connection finds out.
    if (error.message === 'Command timed out') redis.disconnect(true);
    throw error;
  };
  const repliesOf = async (chain: ChainableCommander, commands: Command[]): Promise<Reply[]> => {
    for (const [name, ...args] of commands) chain.call(String(name), ...args);
    const discarded = (error: Error) => commands.map(() => [whyDiscarded(error), null] as const);
    const results = (await chain.exec().catch(discarded)) ?? [];
    return results.map(([error, result]) => (error ? failed(error) : { result }));
  };
  return {
    one: ([name, ...args]) =>
      redis.call(String(name), ...args).then((result) => ({ result }), failed),
    pipeline: (commands) => repliesOf(redis.pipeline(), commands),
    transaction: (commands) => repliesOf(redis.multi(), commands),
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
