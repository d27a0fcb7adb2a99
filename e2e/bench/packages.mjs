// What both benches need that the product does not: packages of this folder, and built apps.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { run, step, stop } from '../../server/tools/command.mjs';

const folder = import.meta.dirname;
const stampFile = path.join(folder, 'node_modules/.gatehouse-ready');

export function installPackages() {
  const lock = readFileSync(path.join(folder, 'package-lock.json'));
  const stamp = createHash('sha256').update(lock).digest('hex');
  if (existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const npmCi = () => run(['npm', 'ci', '--prefix', folder, '--ignore-scripts']);
  if (!step('installing the packages of the rivals (450 MB)', npmCi)) {
    stop('npm could not install the packages of e2e/bench.');
  }
  writeFileSync(stampFile, stamp);
}

export function buildGatehouse() {
  build('Gatehouse', '.', 'node_modules/next/dist/bin/next');
}

/** Builds the Next app in a folder of this one. */
export function buildApp(name, app) {
  build(name, `e2e/bench/${app}`, 'e2e/bench/node_modules/next/dist/bin/next');
}

function build(name, app, next) {
  process.env.NEXT_TELEMETRY_DISABLED = '1';
  if (!step(`building ${name}`, () => run([process.execPath, next, 'build', app]))) {
    stop(`${name} could not be built.`);
  }
}
