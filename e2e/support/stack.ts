import { randomUUID } from 'node:crypto';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createClient } from '@vercel/kv';
import { mapTransport } from '../../db/kv/map';
import { redisTransport } from '../../db/kv/redis';
import { startEmbeddedPostgres } from '../../server/embedded/postgres';
import { type CcpDouble, startCcpDouble } from './ccp-double';
import { startKvRestDouble } from './kv-rest-double';
import { startRedis } from './redis';
import { startServer } from './server';

export type Stack = Awaited<ReturnType<typeof startStack>>;

/**
 * Everything the product runs on, outside of it and in our hands, and the unchanged production build
 * in between: a real PostgreSQL, a store that speaks the REST protocol, a provider that checks what
 * it gets.
 */
export async function startStack() {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-e2e-'));
  const postgres = await startEmbeddedPostgres({ folder, throwaway: true });
  const redis = await startRedis();
  const backing = redis ? redisTransport(redis.url, 2_000) : mapTransport();
  const store = await startKvRestDouble({ backing, token: 'token of the browser tests' });
  const ccp = await startCcpDouble({ noticeTemplateId: '2' });
  const configuration = configurationFor(postgres.url, store, ccp);
  const server = await startServer(configuration);
  const kv = createClient({ ...store, automaticDeserialization: false });

  return {
    url: server.url,
    configuration,
    server,
    postgres: { ...postgres, start: () => startEmbeddedPostgres({ folder, throwaway: true }) },
    store,
    /** The same store over its own protocol, which is quicker, where it is a Redis. */
    redisConfiguration: redis && {
      KV_REST_API_URL: '',
      KV_REST_API_TOKEN: '',
      REDIS_URL: redis.url,
    },
    ccp,
    /** The answer of a picture, as our own store has it. */
    answerTo: (imageCodeId: string) => kv.get<string>(`image_code_${imageCodeId}`),
    /** A picture as if it had been drawn, and its answer. */
    async newPicture() {
      const [id, answer] = [randomUUID(), 'ACE3'];
      await kv.set(`image_code_${id}`, answer, { ex: 300 });
      return { id, answer };
    },
    /** The digits of a recording. */
    digitsOf: (audioCodeId: string) => kv.get<string>(`audio_code_${audioCodeId}`),
    /** As if the SMS to this number had been sent long ago. */
    forgetSms: (mobile: string) => kv.del(`sms_per_mobile_+86${mobile}`),
    async stop() {
      await server.stop();
      await Promise.all([ccp.stop(), store.stop(), redis?.stop(), postgres.remove()]);
    },
  };
}

function configurationFor(
  postgresUrl: string,
  store: { url: string; token: string },
  ccp: CcpDouble,
): Record<string, string> {
  return {
    DATABASE_URL: postgresUrl,
    KV_REST_API_URL: store.url,
    KV_REST_API_TOKEN: store.token,
    GATEHOUSE_SECRET: 'the secret of the browser tests only',
    ...ccp.environment,
    SMS_RECEIPTS_SECRET: 'receipts-of-the-browser-tests-only',
    // All tests send to one country, at one site's expense. Those about that have a server of their own.
    SMS_PER_PREFIX: '1000000/24h',
    SMS_PER_COUNTRY: '1000000/24h',
    SMS_PER_SITE: '1000000/24h',
    SMS_BUDGET: '1000000/1h 1000000/24h',
    // Each test says who it is in X-Forwarded-For, as a proxy of ours would.
    TRUSTED_PROXY_HOPS: '1',
  };
}
