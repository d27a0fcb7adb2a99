// Debian's libfaketime, under which the attack simulator moves the clock of product and store.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const LIBRARIES = '/usr/lib';

/** The path of the library to preload, or undefined where there is none. */
export function findFaketime() {
  const chosen = process.env.FAKETIME_LIBRARY;
  if (chosen || process.platform !== 'linux') return chosen;
  // Debian has one folder for each architecture, others put it into the first.
  const folders = ['.', 'x86_64-linux-gnu', 'aarch64-linux-gnu', ...listed(LIBRARIES)];
  const files = folders.map((folder) => join(LIBRARIES, folder, 'faketime/libfaketime.so.1'));
  return files.find((file) => existsSync(file));
}

export const faketime = {
  name: 'libfaketime',
  isOptional: process.env.CI !== 'true',
  withoutIt: 'libfaketime is missing (it is Linux only), so the simulated attacks will be skipped.',
  debian: ['libfaketime'],
  brew: ['libfaketime'],
  elsewhere: 'libfaketime, or set FAKETIME_LIBRARY to its file',

  isReady: () => findFaketime() !== undefined,
  fetch: () => false,
  finish() {},
};

function listed(folder) {
  return existsSync(folder) ? readdirSync(folder).filter((name) => name.includes('linux')) : [];
}
