import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout } from 'node:timers/promises';
import { onPath } from '../../server/tools/command.mjs';
import { freePort } from './ports';

export interface RedisServer {
  url: string;
  /** Ends the server at once, as a crash would; its data is gone. */
  stop(): Promise<void>;
  /** Starts it again on the same port, empty. */
  start(): Promise<void>;
}

/**
 * A real redis-server on a port of its own, in memory only, with `environment` beside that of this
 * process and `options` on its command line; undefined where there is no program.
 */
export async function startRedis(
  environment: Record<string, string> = {},
  options: string[] = [],
): Promise<RedisServer | undefined> {
  const program = onPath('redis-server');
  if (!program) return undefined;
  const port = await freePort();
  let server = await launch(program, port, environment, options);
  return {
    url: `redis://127.0.0.1:${port}`,
    stop: () => kill(server),
    start: async () => {
      server = await launch(program, port, environment, options);
    },
  };
}

async function launch(
  program: string,
  port: number,
  environment: Record<string, string>,
  options: string[],
): Promise<ChildProcess> {
  const inMemory = ['--save', '', '--appendonly', 'no'];
  const args = ['--port', String(port), '--bind', '127.0.0.1', ...inMemory, ...options];
  const env = { ...process.env, ...environment };
  const server = spawn(program, args, { stdio: 'ignore', env });
  process.once('exit', () => server.kill('SIGKILL'));
  while (!(await answers(port))) {
    if (server.exitCode !== null) throw new Error(`redis-server ended with ${server.exitCode}`);
    await setTimeout(20);
  }
  return server;
}

async function answers(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

async function kill(server: ChildProcess): Promise<void> {
  if (server.exitCode !== null || server.signalCode !== null) return;
  server.kill('SIGKILL');
  await once(server, 'exit');
}
