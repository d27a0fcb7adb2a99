import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Redis } from 'ioredis';
import postgres from 'postgres';
import { migratePostgres } from '../../../db/postgres';
import { startEmbeddedPostgres } from '../../../server/embedded/postgres';
import { startRedis } from '../../support/redis';
import { OTHER_CORE, pin } from './contestant';

export type Stores = Awaited<ReturnType<typeof startStores>>;

const folderOf = (name: string) => path.join(import.meta.dirname, 'contestants', name);

/** Makes the tables of a database, which is there and empty. */
const TABLES: Record<string, (url: string) => unknown> = {
  gatehouse: migratePostgres,
  flask: (DATABASE_URL) => runIn('flask', { DATABASE_URL }, ['/usr/bin/python3', 'app.py']),
  better_auth: (DATABASE_URL) =>
    runIn('better-auth', { DATABASE_URL }, [process.execPath, 'server.js', 'migrate']),
};

/** A real PostgreSQL and a real Redis for all who are measured, on the other core. */
export async function startStores() {
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-bench-'));
  const server = await startEmbeddedPostgres({
    folder: path.join(folder, 'postgres'),
    throwaway: true,
  });
  const redis = await startRedis();
  if (!redis) throw new Error('npm run bench needs a redis-server');
  const redisPid = await pidOf(redis.url);
  const admin = postgres(server.url, { max: 1, onnotice: () => {} });
  for (const pid of [server.pid, redisPid]) pin(pid, OTHER_CORE);
  const made = new Map<string, Promise<string>>();

  return {
    folder,
    redisUrl: redis.url,
    postgresPid: server.pid,
    redisPid,
    /** Statements of ours. */
    admin,
    /** The URL of a database of this name, made with its tables by whoever asks first. */
    database(name: string, tables = name): Promise<string> {
      const known = made.get(name) ?? makeDatabase(admin, server.url, name, tables);
      made.set(name, known);
      return known;
    },
    async stop() {
      await admin.end();
      await redis.stop();
      await server.remove();
      await rm(folder, { recursive: true });
    },
  };
}

async function makeDatabase(admin: postgres.Sql, anyUrl: string, name: string, tables: string) {
  await admin.unsafe(`create database bench_${name}`);
  const url = new URL(anyUrl);
  url.pathname = `/bench_${name}`;
  await TABLES[tables]?.(url.href);
  return url.href;
}

function runIn(name: string, env: Record<string, string>, [file = '', ...args]: string[]): void {
  const surroundings = { ...process.env, REDIS_URL: 'redis://127.0.0.1:1', ...env };
  execFileSync(file, args, { cwd: folderOf(name), env: surroundings, stdio: 'ignore' });
}

async function pidOf(redisUrl: string): Promise<number> {
  const redis = new Redis(redisUrl);
  const info = await redis.info('server');
  await redis.quit();
  return Number(/^process_id:(\d+)/m.exec(info)?.[1]);
}
