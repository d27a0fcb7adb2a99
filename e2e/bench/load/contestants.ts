import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Contestant, startGatehouse, startProgram } from './contestant';
import type { Stores } from './stores';

const folder = path.join(import.meta.dirname, 'contestants');
const next = path.join(import.meta.dirname, '../node_modules/next/dist/bin/next');
const root = path.join(import.meta.dirname, '../../..');

/** Limits so high that a load from one machine, to one country, meets none. */
const NO_LIMITS = {
  PICTURES_PER_ADDRESS: '1000000/1m',
  PICTURES_PER_NETWORK: '1000000/1m',
  REGISTRATIONS_PER_ADDRESS: '1000000/1h',
  SMS_PER_BROWSER: '1000000/24h',
  SMS_PER_ADDRESS: '1000000/24h',
  SMS_PER_NETWORK: '1000000/1h',
  SMS_PER_PREFIX: '1000000/24h',
  SMS_PER_COUNTRY: '1000000/24h',
  SMS_PER_SITE: '1000000/24h',
  SMS_BUDGET: '1000000/1h 1000000/24h',
  // Each request says in X-Forwarded-For who it is from, as a proxy of ours would.
  TRUSTED_PROXY_HOPS: '1',
};

/** What they all are told of the world around them. */
export interface Surroundings {
  stores: Stores;
  /** The variables that make the provider's double the sender of a Gatehouse. */
  ccp: Record<string, string>;
  /** Where the others post their codes. */
  smsUrl: string;
}

export function gatehouseConfiguration({ stores, ccp }: Surroundings, databaseUrl: string) {
  return {
    ...NO_LIMITS,
    ...ccp,
    DATABASE_URL: databaseUrl,
    REDIS_URL: stores.redisUrl,
    GATEHOUSE_SECRET: 'the secret of the benchmark, long enough',
    WORKERS: '1',
  };
}

/** Made a no-op before the unchanged build loads it: what is left is everything but the hash. */
export const WITHOUT_HASH = { NODE_OPTIONS: `--require ${path.join(folder, 'no-hash.cjs')}` };

export async function gatehouse(around: Surroundings, configuration: Record<string, string> = {}) {
  const databaseUrl = await around.stores.database('gatehouse');
  return startGatehouse({ ...gatehouseConfiguration(around, databaseUrl), ...configuration });
}

/** Its doors by Next's own server, with nothing of ours before them. */
export async function gatehouseByNext(around: Surroundings): Promise<Contestant> {
  const databaseUrl = await around.stores.database('gatehouse');
  return startProgram((port) => ({
    command: [process.execPath, next, 'start', root, '-H', '127.0.0.1', '-p', String(port)],
    env: {
      ...gatehouseConfiguration(around, databaseUrl),
      GATEHOUSE_SERVER: 'bench',
      PUBLIC_URL: 'http://127.0.0.1',
    },
    folder: root,
  }));
}

/** A tiny Next app: a constant picture, one with a write to Redis, and better-auth. */
export function nextApp(env: Record<string, string>): Promise<Contestant> {
  const app = path.join(folder, 'next');
  return startProgram((port) => ({
    command: [process.execPath, next, 'start', app, '-H', '127.0.0.1', '-p', String(port)],
    env,
    folder: app,
  }));
}

/** The environment of `nextApp` for a constant picture, which is one of Gatehouse's. */
export async function constantPicture({ stores }: Surroundings, from: Contestant) {
  const answer = await fetch(`${from.url}/api/v1_0/image_codes/${crypto.randomUUID()}`);
  const file = path.join(stores.folder, 'picture.jpg');
  writeFileSync(file, Buffer.from(await answer.arrayBuffer()));
  return { PICTURE_FILE: file, REDIS_URL: stores.redisUrl };
}

export function express({ stores }: Surroundings): Promise<Contestant> {
  return startProgram(() => ({
    command: [process.execPath, 'server.js'],
    env: { REDIS_URL: stores.redisUrl },
    folder: path.join(folder, 'express'),
  }));
}

/** Debian's Flask under gunicorn with two workers, as its tutorial deploys it. */
export async function flask({ stores, smsUrl }: Surroundings, hash = ''): Promise<Contestant> {
  const databaseUrl = await stores.database('flask');
  return startProgram((port) => ({
    command: [
      '/usr/bin/python3',
      '-m',
      'gunicorn',
      '-w',
      '2',
      '-b',
      `127.0.0.1:${port}`,
      'app:app',
    ],
    env: {
      DATABASE_URL: databaseUrl,
      REDIS_URL: stores.redisUrl,
      SMS_URL: smsUrl,
      HASH: hash,
      GUNICORN_CMD_ARGS: '--log-level warning',
    },
    folder: path.join(folder, 'flask'),
  }));
}

export async function betterAuthEnvironment({ stores, smsUrl }: Surroundings, hash = '') {
  return {
    DATABASE_URL: await stores.database('better_auth'),
    REDIS_URL: stores.redisUrl,
    SMS_URL: smsUrl,
    HASH: hash,
    BETTER_AUTH_TELEMETRY: '0',
  };
}

/** On Node's own server. */
export async function betterAuth(around: Surroundings, hash = ''): Promise<Contestant> {
  const env = await betterAuthEnvironment(around, hash);
  return startProgram(() => ({
    command: [process.execPath, 'server.js'],
    env,
    folder: path.join(folder, 'better-auth'),
  }));
}
