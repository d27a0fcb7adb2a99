// Debian's packages, for machines where we are root or may become it without a password.
import { onPath, run, succeeds } from './command.mjs';

let isUpdated = false;

export function hasApt() {
  return onPath('apt-get') !== undefined;
}

/** What to put before a command to run it as root, or null where we may not. */
export function rootCommand() {
  const asRoot = ['env', 'DEBIAN_FRONTEND=noninteractive'];
  if (!hasApt()) return null;
  if (process.getuid() === 0) return asRoot;
  return onPath('sudo') && succeeds('sudo', '-n', 'true') ? ['sudo', '-n', ...asRoot] : null;
}

/** Has apt know what there is, once a run. */
export function aptUpdate() {
  isUpdated ||= apt('update');
  return isUpdated;
}

export function aptInstall(packages) {
  aptUpdate();
  return apt('install', '-y', '--no-install-recommends', ...packages);
}

function apt(...args) {
  // Another apt-get, such as the nightly upgrade, may hold the lock for minutes.
  return run([...rootCommand(), 'apt-get', '-o', 'DPkg::Lock::Timeout=300', ...args]);
}
