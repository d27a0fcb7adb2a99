import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import postgres from 'postgres';
import { afterAll, afterEach, beforeEach, vi } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/embedded/postgres';

export const parts = path.join(process.cwd(), 'server/embedded');
const home = fs.mkdtempSync(path.join(os.tmpdir(), 'gatehouse-embedded-'));
const servers: EmbeddedPostgres[] = [];
const children: ChildProcess[] = [];
/** Where a server has been before, but for the first test that asks; to make one takes a second. */
export const settled = path.join(home, 'settled');
/** A folder of this test's own. */
export let empty: string;

/** Each test of the file has folders for servers, and what it started ends with it. */
export function prepareFolders(): void {
  vi.setConfig({ testTimeout: 30_000, hookTimeout: 30_000 });

  beforeEach(() => {
    // PostgreSQL's account, which is not ours when we are root, may come in unless a test says no.
    fs.chmodSync(home, 0o755);
    empty = fs.mkdtempSync(path.join(home, 'empty-'));
    fs.chmodSync(empty, 0o755);
  });

  afterEach(async () => {
    for (const child of children.splice(0)) child.kill();
    for (const server of servers.splice(0)) await server.stop();
  });

  afterAll(() => fs.rmSync(home, { recursive: true, maxRetries: 10 }));
}

export async function start(folder: string, options: { throwaway?: boolean } = {}) {
  const server = await startEmbeddedPostgres({ folder, ...options });
  servers.push(server);
  return server;
}

export function supervise(args: string[], programs = parts) {
  return node([path.join(programs, 'postgres-supervisor.mjs'), ...args]);
}

export function node(args: string[]) {
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  children.push(child);
  return child;
}

export async function answerOf(child: ChildProcess) {
  for await (const line of linesOf(child)) return JSON.parse(line);
}

export function linesOf({ stdout }: ChildProcess) {
  return createInterface({ input: stdout as NodeJS.ReadableStream });
}

export async function ask(url: string, statement: string) {
  const sql = postgres(url, { max: 1 });
  try {
    return [...(await sql.unsafe(statement))];
  } finally {
    await sql.end();
  }
}
