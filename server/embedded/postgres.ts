import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import path from 'node:path';

export type EmbeddedPostgres = {
  url: string;
  /** Of the supervisor; PostgreSQL itself is its child. */
  pid: number;
  /** Ends the server; the next start on its folder finds the same data, port and password. */
  stop(): Promise<void>;
  /** Ends the server and removes all it kept in its folder, unless another process runs it. */
  remove(): Promise<void>;
};

/**
 * Starts a real PostgreSQL that keeps its data in `folder`, or joins the one that serves it. A
 * supervisor shuts it down when this process ends, even by kill -9, if `stop()` has not before.
 * A `throwaway` server never waits for the disk, and its data goes with this process too: only
 * after a `stop()` is it still there, to be started again or removed.
 */
export async function startEmbeddedPostgres({
  folder,
  throwaway = false,
}: {
  folder: string;
  throwaway?: boolean;
}): Promise<EmbeddedPostgres> {
  const supervisor = supervise(folder, ...(throwaway ? ['--throwaway'] : []));
  const { url } = await answerOf(supervisor);
  supervisor.unref();
  (supervisor.stdin as Socket).unref();

  const stop = () => end(supervisor, 'keep');
  const remove = async () => {
    await stop();
    await answerOf(supervise(folder, '--remove'));
  };
  return { url, pid: supervisor.pid as number, stop, remove };
}

function supervise(...args: string[]) {
  const program = path.join(process.cwd(), 'server/embedded/postgres-supervisor.mjs');
  const supervisor = spawn(process.execPath, [program, ...args], {
    stdio: ['pipe', 'pipe', 'inherit'],
    // What tells this process to be debugged or traced is not meant for another one.
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  // One that is gone already cannot hear a last word, and need not.
  supervisor.stdin.on('error', () => {});
  return supervisor;
}

type Supervisor = ReturnType<typeof supervise>;

async function answerOf({ stdout }: Supervisor) {
  let line = '';
  for await (const chunk of stdout) {
    line += chunk;
    if (line.endsWith('\n')) break;
  }
  const answer = JSON.parse(line || '{"error":"The supervisor of PostgreSQL ended unheard."}');
  if (answer.error) throw new Error(answer.error);
  return answer;
}

async function end(supervisor: Supervisor, lastWord: string) {
  supervisor.ref();
  supervisor.stdin.end(lastWord);
  const isOver = supervisor.exitCode !== null || supervisor.signalCode !== null;
  if (!isOver) await once(supervisor, 'exit');
}
