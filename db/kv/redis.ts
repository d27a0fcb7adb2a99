import { type ChainableCommander, Redis } from 'ioredis';
import type { Command, Reply, Transport } from './transport';

/**
 * Carries commands to a Redis server. A command is never sent twice: a lost connection fails what
 * was in flight, because INCR or GETDEL may already have happened.
 */
export function redisTransport(url: string, timeoutMilliseconds: number): Transport {
  const redis = new Redis(url, {
    commandTimeout: timeoutMilliseconds,
    connectTimeout: timeoutMilliseconds,
    maxRetriesPerRequest: 0,
    autoResendUnfulfilledCommands: false,
    retryStrategy: (attempt) => Math.min(attempt * 50, 1000),
  });
  redis.on('error', () => {}); // every command that fails reports it
  return {
    one: ([name, ...args]) =>
      redis.call(String(name), ...args).then((result) => ({ result }), commandError),
    pipeline: (commands) => run(redis.pipeline(), commands),
    transaction: (commands) => run(redis.multi(), commands),
  };
}

async function run(chain: ChainableCommander, commands: Command[]): Promise<Reply[]> {
  for (const [name, ...args] of commands) chain.call(String(name), ...args);
  const replies = (await chain.exec()) ?? [];
  const lost = replies.map(([error]) => error).find((error) => error && !isAnswer(error));
  if (lost) throw lost;
  return replies.map(([error, result]) => (error ? { error: error.message } : { result }));
}

function commandError(error: Error): Reply {
  if (isAnswer(error)) return { error: error.message };
  throw error;
}

/** Redis itself answered with an error, as opposed to no answer at all. */
function isAnswer(error: Error): boolean {
  return error.name === 'ReplyError';
}
