import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { ENV_VARIABLES } from '../../server/env';
import { POLICY_VARIABLES } from '../../server/policy';
import { freePort } from './ports';

export interface Server {
  url: string;
  /** Of its first process. */
  pid: number;
  /** All it has printed. */
  output(): string;
  /** SIGTERM, and how it ended. */
  stop(): Promise<number | null>;
}

/** Empty counts as not set, and wins over a developer's .env file. */
const unset = Object.fromEntries(
  Object.keys({ ...ENV_VARIABLES, ...POLICY_VARIABLES }).map((name) => [name, '']),
);

/** The variables of this process that have nothing to do with Gatehouse. */
const { PATH = '', HOME = '', TMPDIR = '' } = process.env;

/** `npm start` on a free port: the production build, as an operator runs it. */
export async function startServer(configuration: Record<string, string>): Promise<Server> {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const { child, output } = launch({ PORT: String(port), PUBLIC_URL: url, ...configuration });
  while (!(await fetch(`${url}/healthz`).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`npm start ended: ${output()}`);
    await setTimeout(50);
  }
  const stop = async () => {
    child.kill('SIGTERM');
    if (child.exitCode === null) await once(child, 'exit');
    return child.exitCode;
  };
  return { url, pid: child.pid as number, output, stop };
}

/** `npm start` with a configuration it refuses: its exit code and what it printed. */
export async function startRefused(configuration: Record<string, string>) {
  const { child, output } = launch({ PORT: String(await freePort()), ...configuration });
  const [code] = await once(child, 'exit');
  return { code, output: output() };
}

function launch(configuration: Record<string, string>): {
  child: ChildProcess;
  output: () => string;
} {
  const child = spawn(process.execPath, ['server/serve.mjs'], {
    env: {
      NODE_ENV: 'production',
      PATH,
      HOME,
      TMPDIR,
      HOST: '127.0.0.1',
      ...unset,
      ...configuration,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  process.once('exit', () => child.kill('SIGKILL'));
  let printed = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      printed += chunk;
    });
  }
  return { child, output: () => printed };
}
