import { createClient, type VercelKV } from '@vercel/kv';
import { mapTransport } from './kv/map';
import { redisTransport } from './kv/redis';
import type { Command, Reply, Transport } from './kv/transport';
import { StoreDown } from './store-down';

export type Kv = VercelKV;

/** Where the key-value store is: Upstash/Vercel REST, a Redis server, or this process's memory. */
export type KvLocation = { restUrl: string; restToken: string } | { redisUrl: string } | 'embedded';

/** No store call may take longer: a visitor is waiting. */
const TIMEOUT_MILLISECONDS = 2_000;

/**
 * Opens a key-value client of @vercel/kv's class on any location. Values come back as the strings
 * they went in as. A store that does not answer throws `StoreDown`; no command is sent twice.
 */
export function openKv(location: KvLocation): Kv {
  const rest = typeof location === 'object' && 'restUrl' in location ? location : undefined;
  const kv = createClient({
    url: rest?.restUrl ?? 'http://kv.invalid',
    token: rest?.restToken ?? 'not used',
    automaticDeserialization: false,
    retry: { retries: 0 },
    signal: () => AbortSignal.timeout(TIMEOUT_MILLISECONDS),
  });
  if (location === 'embedded') kv.use(carriedBy(mapTransport()));
  else if ('redisUrl' in location)
    kv.use(carriedBy(redisTransport(location.redisUrl, TIMEOUT_MILLISECONDS)));
  kv.use(async (request, next) => next(request).catch(throwStoreDown));
  return kv;
}

/** A middleware that answers a request itself, in the form the REST API would. */
function carriedBy(transport: Transport): Parameters<Kv['use']>[0] {
  // biome-ignore lint/suspicious/noExplicitAny: the client's generic reply type is chosen by its caller
  return async (request): Promise<any> => {
    const body = request.body as Command & Command[];
    if (request.path?.[0] === 'multi-exec') return transport.transaction(body);
    if (request.path?.[0] === 'pipeline') return transport.pipeline(body);
    return transport.one(body) satisfies Promise<Reply>;
  };
}

/** The client's own messages quote the command, and with it a code or a number. */
function throwStoreDown(error: Error & { code?: string; cause?: { code?: string } }): never {
  throw new StoreDown('kv', error.cause?.code ?? error.code ?? error.name);
}
