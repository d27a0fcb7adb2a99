import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import { startEmbeddedPostgres } from '../../server/embedded/postgres';
import { startRedis } from '../support/redis';
import { type Server, startServer } from '../support/server';
import { startWebhookDouble } from '../support/webhook-double';
import { startClock, type VirtualClock } from './clock';

const SMS_WEBHOOK_SECRET = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYqrTwjUPD8ILPZI';

/** An SMS that reached the provider. */
export interface Message {
  to: string;
  country: string;
  code: string;
  /** Epoch milliseconds of the virtual clock. */
  at: number;
}

/** The product as one configuration runs it. */
export interface Product {
  url: string;
  /** The answer of a picture, as the store has it. */
  answerTo(imageCodeId: string): Promise<string | null>;
  /** What the provider was given since the last `forget`. */
  messages: Message[];
  /** The code in the last SMS to a number. */
  codeOf(mobile: string): string | undefined;
}

export type World = Awaited<ReturnType<typeof startWorld>>;

/**
 * What the product runs on: Redis under the virtual clock, PostgreSQL, and a gateway that delivers to
 * every country and notes what it gets. The production build, unchanged, is started under the same
 * clock once for each configuration.
 */
export async function startWorld() {
  const clock = startClock();
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-attack-'));
  const postgres = await startEmbeddedPostgres({ folder, throwaway: true });
  const redis = await startRedis(clock.environment);
  if (!redis) throw new Error('The attack simulator needs redis-server');
  const store = new Redis(redis.url);
  const gateway = await startGateway(clock);
  const servers = new Map<string, Server>();

  const start = async (configuration: Record<string, string>): Promise<Server> => {
    const key = JSON.stringify(configuration);
    const server = servers.get(key) ?? (await startServer(variablesFor(key)));
    servers.set(key, server);
    return server;
  };
  const variablesFor = (key: string) => ({
    DATABASE_URL: postgres.url,
    REDIS_URL: redis.url,
    GATEHOUSE_SECRET: 'the secret of the attack simulator only',
    TRUSTED_PROXY_HOPS: '1',
    LOG_LEVEL: 'error',
    ...gateway.environment,
    ...clock.environment,
    ...JSON.parse(key),
  });

  return {
    clock,
    /** A product nobody has used yet, with these variables beside those of the world. */
    async product(configuration: Record<string, string>): Promise<Product> {
      const { url } = await start(configuration);
      await store.flushall();
      gateway.forget();
      const answerTo = (id: string) => store.get(`image_code_${id}`);
      return { url, answerTo, messages: gateway.messages, codeOf: gateway.codeOf };
    },
    async stop() {
      await Promise.all([...servers.values()].map((server) => server.stop()));
      store.disconnect();
      await Promise.all([gateway.stop(), redis.stop(), postgres.remove()]);
      clock.remove();
    },
  };
}

async function startGateway(clock: VirtualClock) {
  const now = () => new Date(clock.now());
  const double = await startWebhookDouble({ secret: SMS_WEBHOOK_SECRET, now });
  const messages: Message[] = [];
  const codes = new Map<string, string>();
  double.answerWith(({ to, country, code = '' }) => {
    messages.push({ to, country, code, at: clock.now() });
    codes.set(to, code);
    double.messages.length = 0; // hundreds of thousands come, and these are not looked at
    return 'accept';
  }, 'always');
  return {
    environment: double.environment,
    messages,
    codeOf: (mobile: string) => codes.get(mobile),
    forget() {
      messages.length = 0;
      codes.clear();
    },
    stop: () => double.stop(),
  };
}
