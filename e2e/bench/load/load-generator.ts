import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { OTHER_CORE, pin } from './contestant';
import type { StepCounts } from './generator/count';
import type { SignUpName } from './generator/walks';

interface Load {
  seconds: number;
  connections: number;
}

interface Done {
  done: number;
  seconds: number;
}

/** What the process can be asked for. */
interface Jobs {
  begin: { redisUrl: string };
  /** Pictures of fresh ids, at `url/ID`. */
  pictures: Load & { url: string };
  'sign-ups': Load & { url: string; who: SignUpName };
  proxy: { databaseUrl: string };
  count: { url: string; who: SignUpName; times: number };
}

export interface Results {
  begin: { ccp: Record<string, string>; smsUrl: string };
  pictures: Done;
  'sign-ups': Done;
  proxy: { url: string };
  count: StepCounts[];
}

export type Job<Name extends keyof Results> = Jobs[Name];

export interface LoadGenerator {
  /** Rejects where one answer was not as it should be. One job at a time. */
  ask<Name extends keyof Results>(name: Name, job: Job<Name>): Promise<Results[Name]>;
  stop(): void;
}

/** Starts the process, on the core of what is not measured. */
export async function startLoadGenerator(): Promise<LoadGenerator> {
  const child = fork(path.join(import.meta.dirname, 'generator/process.ts'), {
    execArgv: ['--import', 'tsx'],
  });
  await answerOf(child);
  pin(child.pid as number, OTHER_CORE);
  return {
    async ask(name, job) {
      const answer = answerOf(child);
      child.send({ name, job });
      return (await answer) as never;
    },
    stop: () => child.disconnect(),
  };
}

async function answerOf(child: ChildProcess): Promise<unknown> {
  const ended = new AbortController();
  const over = once(child, 'exit', { signal: ended.signal }).then(() => {
    throw new Error('the load generator ended');
  });
  over.catch(() => {});
  const [{ result, error }] = await Promise.race([once(child, 'message'), over]);
  ended.abort();
  if (error) throw new Error(error);
  return result;
}
