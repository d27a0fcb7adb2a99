// The npm packages, exactly as locked.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root, run, step, stop } from './command.mjs';

const stampFile = join(root, 'node_modules/.gatehouse-ready');

export function installPackages() {
  const stamp = currentStamp();
  if (readStamp() === stamp) return;
  if (!step('installing npm packages', npmCi)) {
    stop('npm could not install the packages. Check the network, then start again.');
  }
  writeFileSync(stampFile, stamp);
}

// Install scripts stay off: the one that matters is canvas's, and it is run and proved apart.
// Development packages are wanted even where NODE_ENV=production is set.
function npmCi() {
  return run(['npm', 'ci', '--ignore-scripts', '--include=dev']);
}

// What the installed files depend on: a native module built for one Node ABI fails on another.
function currentStamp() {
  const lock = readFileSync(join(root, 'package-lock.json'));
  const { platform, arch, versions } = process;
  return createHash('sha256')
    .update(lock)
    .update(`${platform} ${arch} ${versions.modules}`)
    .digest('hex');
}

function readStamp() {
  try {
    return readFileSync(stampFile, 'utf8');
  } catch {
    return null;
  }
}
