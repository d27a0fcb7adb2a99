import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import postgres from 'postgres';
import { findPgbouncer } from '../../server/tools/pgbouncer.mjs';
import { freePort } from './ports';

/** It refuses to run as root. */
const NOBODY = 65_534;

/** PgBouncer hands one of this many connections to whoever has a statement or transaction: of one database, of all. */
const CONNECTIONS = { database: 40, all: 80 };

export interface Pgbouncer {
  /** The same database, through the pooler; Debian's keeps no prepared statements. */
  url: string;
  stop(): Promise<void>;
}

/**
 * A real PgBouncer in transaction mode before the PostgreSQL at `url`, for all of its databases;
 * undefined where there is no program.
 */
export async function startPgbouncer(url: string): Promise<Pgbouncer | undefined> {
  const program = findPgbouncer();
  if (!program) return undefined;
  const folder = await mkdtemp(path.join(tmpdir(), 'gatehouse-pgbouncer-'));
  const { hostname, port, username, password } = new URL(url);
  const own = await freePort();
  const users = path.join(folder, 'users.txt');
  await writeFile(users, `"${username}" "${password}"\n`);
  const settings = path.join(folder, 'pgbouncer.ini');
  await writeFile(
    settings,
    [
      '[databases]',
      `* = host=${hostname} port=${port}`,
      '[pgbouncer]',
      'listen_addr = 127.0.0.1',
      `listen_port = ${own}`,
      'unix_socket_dir =',
      'auth_type = scram-sha-256',
      `auth_file = ${users}`,
      'pool_mode = transaction',
      `default_pool_size = ${CONNECTIONS.database}`,
      `max_user_connections = ${CONNECTIONS.all}`,
      'max_client_conn = 500',
      '',
    ].join('\n'),
  );
  const isRoot = process.getuid?.() === 0;
  if (isRoot) for (const each of [folder, users, settings]) await chown(each, NOBODY, NOBODY);
  await chmod(folder, 0o700);
  const pooler = spawn(program, ['-q', settings], {
    stdio: 'ignore',
    ...(isRoot && { uid: NOBODY, gid: NOBODY }),
  });
  process.once('exit', () => pooler.kill('SIGKILL'));
  const pooled = String(Object.assign(new URL(url), { port: own, search: '?prepare=false' }));
  while (!(await answers(pooled))) {
    if (pooler.exitCode !== null) throw new Error(`pgbouncer ended with ${pooler.exitCode}`);
    await setTimeout(20);
  }
  return {
    url: pooled,
    stop: async () => {
      pooler.kill('SIGKILL');
      if (pooler.exitCode === null && pooler.signalCode === null) await once(pooler, 'exit');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function answers(url: string): Promise<boolean> {
  const client = postgres(url, { max: 1, fetch_types: false });
  try {
    await client`select 1`;
    return true;
  } catch {
    return false;
  } finally {
    await client.end();
  }
}
