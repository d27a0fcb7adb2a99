import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { createClient } from '@vercel/kv';
import { mapTransport } from '../../db/kv/map';
import { startEmbeddedPostgres } from '../../server/embedded/postgres';
import { startKvRestDouble } from './kv-rest-double';
import { freePort } from './ports';

// A folder of its own: a developer may have `next dev` open in the project, and data in it.
const FOLDER = path.resolve('.gatehouse/development');
const DATA = path.join(FOLDER, '.gatehouse/postgres');
const SOURCES = ['app', 'db', 'server', 'instrumentation.ts', 'next.config.mjs', 'package.json'];

export type Development = Awaited<ReturnType<typeof prepareDevelopment>>;

/** `next dev` on its embedded PostgreSQL and inbox, with a store in our hands for the captcha. */
export async function prepareDevelopment() {
  copyProject();
  const store = await startKvRestDouble({ backing: mapTransport(), token: 'development' });
  const kv = createClient({ ...store, automaticDeserialization: false });
  const port = await freePort();
  const url = `http://localhost:${port}`;
  let running: ChildProcess | undefined;

  const end = async (signal: NodeJS.Signals) => {
    if (running?.exitCode !== null || !running.pid) return;
    // To its whole group, as a terminal does with Ctrl-C.
    process.kill(-running.pid, signal);
    await once(running, 'exit');
  };
  return {
    url,
    postmasterPid: path.join(DATA, 'cluster/data/postmaster.pid'),
    answerTo: (imageCodeId: string) => kv.get<string>(`image_code_${imageCodeId}`),
    end,
    async start() {
      const launched = launch(port, {
        PUBLIC_URL: url,
        KV_REST_API_URL: store.url,
        KV_REST_API_TOKEN: store.token,
      });
      running = launched.child;
      await untilHealthy(url, launched);
      return launched.output;
    },
    async remove() {
      await end('SIGINT');
      await store.stop();
      const postgres = await startEmbeddedPostgres({ folder: DATA });
      await postgres.remove();
      rmSync(FOLDER, { recursive: true, force: true });
    },
  };
}

function copyProject(): void {
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  for (const name of [...SOURCES, 'tsconfig.json']) {
    cpSync(name, path.join(FOLDER, name), { recursive: true });
  }
  symlinkSync('../../node_modules', path.join(FOLDER, 'node_modules'));
}

function launch(port: number, configuration: Record<string, string>) {
  const { PATH = '', HOME = '', TMPDIR = '' } = process.env;
  const child = spawn('node_modules/.bin/next', ['dev', '-p', String(port)], {
    cwd: FOLDER,
    detached: true,
    env: { NODE_ENV: 'development', PATH, HOME, TMPDIR, ...configuration },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      printed += chunk;
    });
  }
  return { child, output: () => printed };
}

async function untilHealthy(url: string, { child, output }: ReturnType<typeof launch>) {
  while (!(await fetch(`${url}/healthz`).catch(() => undefined))?.ok) {
    if (child.exitCode !== null) throw new Error(`next dev ended: ${output()}`);
    await setTimeout(200);
  }
}
