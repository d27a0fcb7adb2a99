// promtool, which tests the rules for Prometheus. Debian has it in `prometheus` only, which also starts
// a server and brings its web pages: the program is taken out of the package, and nothing is installed.
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { aptUpdate, hasApt, rootCommand } from './apt.mjs';
import { onPath, root, run, step } from './command.mjs';

export const promtool = {
  name: 'promtool',
  isOptional: process.env.CI !== 'true',
  withoutIt: 'promtool is missing, so the rules for Prometheus will not be tested.',
  debian: ['prometheus'],
  brew: ['prometheus'],
  elsewhere: 'promtool, a part of prometheus',

  isReady: () => onPath('promtool') !== undefined,
  fetch: () => hasApt() && step("promtool from Debian's package prometheus", takeOut),
  finish() {},
};

function takeOut() {
  const folder = mkdtempSync(join(tmpdir(), 'gatehouse-promtool-'));
  const isOut = (rootCommand() ? aptUpdate() : true) && unpackInto(folder);
  // npm scripts have this folder on their PATH.
  if (isOut)
    copyFileSync(join(folder, 'usr/bin/promtool'), join(root, 'node_modules/.bin/promtool'));
  rmSync(folder, { recursive: true });
  return promtool.isReady();
}

function unpackInto(folder) {
  if (!run(['apt-get', 'download', 'prometheus'], {}, folder)) return false;
  const [file] = readdirSync(folder);
  return run(['dpkg-deb', '-x', file, '.'], {}, folder);
}
