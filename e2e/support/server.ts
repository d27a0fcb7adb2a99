import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { ENV_VARIABLES } from '../../server/env';
import { POLICY_VARIABLES } from '../../server/policy';
import { freePort } from './ports';

export interface Server {
  url: string;
  /** All it has printed. */
  output(): string;
  /** The process that an operator starts and signals. */
  process: ChildProcess;
  /** The worker processes that took connections so far, oldest first. */
  workers(): number[];
  /** SIGTERM, and how it ended; null where a signal ended it. */
  stop(): Promise<number | null>;
}

/** Empty counts as not set, and wins over a developer's .env file. */
const unset = Object.fromEntries(
  Object.keys({ ...ENV_VARIABLES, ...POLICY_VARIABLES }).map((name) => [name, '']),
);

/** The variables of this process that have nothing to do with Gatehouse. */
const { PATH = '', HOME = '', TMPDIR = '' } = process.env;

const SERVE = 'server/serve.mjs';

/** `npm start` on a free port: the production build, as an operator runs it. */
export async function startServer(
  configuration: Record<string, string>,
  program = SERVE,
): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const given = { PORT: String(port), PUBLIC_URL: url, ...configuration };
  const { child, output } = launch(given, program);
  while (!(await fetch(`${url}/healthz`).catch(() => undefined))) {
    if (hasEnded(child)) throw new Error(`npm start ended: ${output()}`);
    await setTimeout(50);
  }
  const workers = () =>
    [...output().matchAll(/"worker":(\d+),"msg":"worker takes/g)].map(([, pid]) => Number(pid));
  const stop = async () => {
    child.kill('SIGTERM');
    if (!hasEnded(child)) await once(child, 'exit');
    return child.exitCode;
  };
  return { url, output, process: child, workers, stop };
}

/** `count` of them, which share nothing but what the configuration names. */
export function startServers(
  configuration: Record<string, string>,
  count: number,
): Promise<Server[]> {
  return Promise.all(Array.from({ length: count }, () => startServer(configuration)));
}

export async function stopAll(servers: Server[]): Promise<void> {
  await Promise.all(servers.map(({ stop }) => stop()));
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode !== null || signalCode !== null;
}

/** `npm start` with a configuration it refuses: its exit code and what it printed. */
export async function startRefused(configuration: Record<string, string>) {
  const { child, output } = launch({ PORT: String(await freePort()), ...configuration });
  const [code] = await once(child, 'exit');
  return { code, output: output() };
}

function launch(
  configuration: Record<string, string>,
  program = SERVE,
): {
  child: ChildProcess;
  output: () => string;
} {
  const child = spawn(process.execPath, [program], {
    env: {
      NODE_ENV: 'production',
      PATH,
      HOME,
      TMPDIR,
      HOST: '127.0.0.1',
      // Two stacks share the cores of a small machine.
      WORKERS: '1',
      METRICS_PORT: 'off',
      ...unset,
      ...configuration,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const kill = () => child.kill('SIGKILL');
  process.once('exit', kill);
  child.once('exit', () => process.off('exit', kill));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      printed += chunk;
    });
  }
  return { child, output: () => printed };
}
