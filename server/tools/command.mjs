// Running other programs, and talking about it.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

const failed = [];

/** Runs a program to its end. It has no terminal, so it cannot stop to ask a question. */
export function run([program, ...args], env = {}, cwd = root) {
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    encoding: 'utf8',
    maxBuffer: Number.POSITIVE_INFINITY,
  });
  if (status === 0) return true;
  failed.push(`$ ${[program, ...args].join(' ')}`, stdout, stderr, error?.message);
  return false;
}

/** Asks a program something whose answer is its exit status; a no is not a failure. */
export function succeeds(program, ...args) {
  return spawnSync(program, args, { cwd: root, stdio: 'ignore', timeout: 20_000 }).status === 0;
}

/** Where a program is: first among the project's own, as in npm scripts, then on PATH. */
export function onPath(name) {
  const folders = [join(root, 'node_modules/.bin'), ...(process.env.PATH ?? '').split(delimiter)];
  return folders.map((folder) => join(folder, name)).find(isExecutable);
}

function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Says what is being done and, when it is done, how long it took. */
export function step(words, work) {
  process.stdout.write(`gatehouse: ${words}… `);
  const startedAt = performance.now();
  const isDone = work();
  const seconds = `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
  console.log(isDone ? seconds : `did not work (${seconds})`);
  return isDone;
}

export function say(sentence) {
  console.log(`gatehouse: ${sentence}`);
}

/** Ends the run. What failing programs printed is kept apart: it is long, and seldom the point. */
export function stop(sentence) {
  console.error(`gatehouse: ${sentence}`);
  if (failed.length > 0) reportFailures(failed.filter(Boolean).join('\n'));
  process.exit(1);
}

function reportFailures(text) {
  if (process.env.CI === 'true') return console.error(text);
  mkdirSync(join(root, '.gatehouse'), { recursive: true });
  writeFileSync(join(root, '.gatehouse/setup.log'), `${text}\n`);
  console.error('gatehouse: what the failing commands printed is in .gatehouse/setup.log');
}
