import { createClient, type VercelKV } from '@vercel/kv';
import { mapTransport } from './kv/map';
import { clusterTransport, redisTransport } from './kv/redis';
import type { Command, Reply, Transport } from './kv/transport';
import { StoreDown } from './store-down';

export type Kv = VercelKV;

/** Commands that are sent together, and happen with nobody else's in between. */
export type Transaction = ReturnType<Kv['multi']>;

/**
 * Where the key-value store is: Upstash/Vercel REST, a Redis server, some nodes of a Redis Cluster,
 * or this process's memory.
 */
export type KvLocation =
  | { restUrl: string; restToken: string }
  | { redisUrl: string }
  | { clusterUrls: string[] }
  | 'embedded';

/** No store call may take longer: a visitor is waiting. */
const TIMEOUT_MILLISECONDS = 2_000;

/**
 * Opens a key-value client of @vercel/kv's class on any location. Values come back as the strings
 * they went in as. A store that does not answer, or cannot do its work now, throws `StoreDown`; a
 * command that it will never take throws another error. No command is sent twice.
 */
export function openKv(location: KvLocation): Kv {
  const rest = typeof location === 'object' && 'restUrl' in location ? location : undefined;
  const kv = createClient({
    url: rest?.restUrl ?? 'http://kv.invalid',
    token: rest?.restToken ?? 'not used',
    automaticDeserialization: false,
    retry: { retries: 0 },
    signal: rest && (() => AbortSignal.timeout(TIMEOUT_MILLISECONDS)),
  });
  const transport = transportTo(location);
  if (transport) kv.use(carriedBy(transport));
  kv.use(withoutDownStore);
  return kv;
}

/** None where the client itself reaches the store. */
function transportTo(location: KvLocation): Transport | undefined {
  if (location === 'embedded') return mapTransport();
  if ('redisUrl' in location) return redisTransport(location.redisUrl, TIMEOUT_MILLISECONDS);
  if ('clusterUrls' in location)
    return clusterTransport(location.clusterUrls, TIMEOUT_MILLISECONDS);
}

type Middleware = Parameters<Kv['use']>[0];

/** A middleware that answers a request itself, in the form the REST API would. */
function carriedBy(transport: Transport): Middleware {
  // biome-ignore lint/suspicious/noExplicitAny: the client's generic reply type is chosen by its caller
  return async (request): Promise<any> => {
    const body = request.body as Command & Command[];
    if (request.path?.[0] === 'multi-exec') return transport.transaction(body);
    if (request.path?.[0] === 'pipeline') return transport.pipeline(body);
    return transport.one(body) satisfies Promise<Reply>;
  };
}

// biome-ignore lint/suspicious/noExplicitAny: as above
const withoutDownStore: Middleware = async (request, next): Promise<any> => {
  const answer: Reply | Reply[] = await next(request).catch(refusalIn);
  for (const { error } of [answer].flat()) {
    if (error && !isCommandsFault(error)) throw new StoreDown('kv', firstWord(error));
  }
  const isDiscarded = request.path && !Array.isArray(answer);
  return isDiscarded ? (request.body as Command[]).map(() => answer) : answer;
};

/** What the REST service refused, without the command that its client quotes. */
function refusalIn(error: Error & { code?: unknown; cause?: { code?: string } }): Reply {
  if (error.name === 'UpstashError')
    return { error: error.message.replace(/, command was:.*/s, '') };
  if (/timed out|timeout/i.test(error.message)) throw new StoreDown('kv', 'TIMEOUT');
  throw new StoreDown('kv', String(error.cause?.code ?? error.code ?? error.name));
}

/** As opposed to a store that is full, loading, read-only, over its quota, or knows us not. */
function isCommandsFault(error: string): boolean {
  return /^(WRONGTYPE|EXECABORT|ERR (unknown|wrong|syntax|value|invalid) )/.test(
    error.replace(/^EXECABORT .* because of: /, ''),
  );
}

function firstWord(error: string): string {
  return error.split(' ', 1)[0] ?? '';
}
