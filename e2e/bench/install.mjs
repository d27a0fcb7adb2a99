// Makes ready what is measured: the packages of this folder, its two pages, and Gatehouse itself.
import '../../server/tools/ensure.mjs';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { browser } from '../../server/tools/browser.mjs';
import { run, say, step, stop } from '../../server/tools/command.mjs';

const folder = import.meta.dirname;
const stampFile = path.join(folder, 'node_modules/.gatehouse-ready');

process.env.NEXT_TELEMETRY_DISABLED = '1';
installPackages();
if (!browser.isReady()) stop('a Chromium is needed: npm test installs one.');
build('Gatehouse', '.', 'node_modules/next/dist/bin/next');
build('the empty page', 'e2e/bench/empty', 'e2e/bench/node_modules/next/dist/bin/next');
build('the rival', 'e2e/bench/rival', 'e2e/bench/node_modules/next/dist/bin/next');
say('measuring; leave the machine alone until the table is there.');

function installPackages() {
  const lock = readFileSync(path.join(folder, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const npmCi = () => run(['npm', 'ci', '--prefix', folder, '--ignore-scripts']);
  if (!step('installing the packages of the rival (400 MB)', npmCi)) {
    stop('npm could not install the packages of e2e/bench.');
  }
  writeFileSync(stampFile, stamp);
}

function build(name, app, next) {
  if (!step(`building ${name}`, () => run([process.execPath, next, 'build', app]))) {
    stop(`${name} could not be built.`);
  }
}
