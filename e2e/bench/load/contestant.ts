import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../../support/ports';
import { startServer } from '../../support/server';
import { processTree } from './cpu';

/** A server under measurement. */
export interface Contestant {
  url: string;
  /** Its first process; what it started is its too. */
  pid: number;
  stop(): Promise<unknown>;
}

/** The core of what is measured, and that of the load and the stores. */
export const [MEASURED_CORE, OTHER_CORE] = [0, 1];

/** Keeps a process, all its threads and its children to one core. */
export function pin(pid: number, core: number): void {
  for (const each of processTree(pid)) {
    execFileSync('taskset', ['-a', '-c', '-p', String(core), String(each)], { stdio: 'ignore' });
  }
}

/** The unchanged production build under `npm start`. */
export async function startGatehouse(configuration: Record<string, string>): Promise<Contestant> {
  const { url, process, stop } = await startServer(configuration);
  return { url, pid: process.pid as number, stop };
}

interface Program {
  command: string[];
  env: Record<string, string>;
  folder: string;
}

/** A program that is told its PORT, and says on /healthz that it is there. */
export async function startProgram(program: (port: number) => Program): Promise<Contestant> {
  const port = await freePort();
  const { command, env, folder } = program(port);
  const [file = '', ...args] = command;
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(file, args, {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      ...env,
      PORT: String(port),
      PUBLIC_URL: url,
      NODE_ENV: 'production',
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaints = '';
  child.stderr.on('data', (chunk) => {
    complaints = (complaints + chunk).slice(-2_000);
  });
  process.once('exit', () => child.kill('SIGKILL'));
  while (!(await isUp(url))) {
    if (child.exitCode !== null) throw new Error(`${command} ended: ${complaints}`);
    await setTimeout(50);
  }
  return { url, pid: child.pid as number, stop: () => end(child) };
}

async function isUp(url: string): Promise<boolean> {
  return (await fetch(`${url}/healthz`).catch(() => undefined))?.ok ?? false;
}

async function end(child: ChildProcess): Promise<void> {
  child.kill('SIGTERM');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
}
