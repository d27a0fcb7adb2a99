// The pooler through which CI runs all that the tests ask of PostgreSQL. Debian's package also
// starts one on 6432, so a developer gets it only by installing it; the tests then use it too.
import { existsSync } from 'node:fs';
import { onPath } from './command.mjs';

// Debian has it where only root's PATH leads.
const DEBIAN_PROGRAM = '/usr/sbin/pgbouncer';

/** The path of the program, or undefined where there is none. */
export function findPgbouncer() {
  return existsSync(DEBIAN_PROGRAM) ? DEBIAN_PROGRAM : onPath('pgbouncer');
}

export const pgbouncer = {
  name: 'pgbouncer',
  isOptional: process.env.CI !== 'true',
  withoutIt: 'pgbouncer is missing, so the tests will ask PostgreSQL itself.',
  debian: ['pgbouncer'],
  brew: ['pgbouncer'],
  elsewhere: 'pgbouncer',

  isReady: () => findPgbouncer() !== undefined || process.env.CI !== 'true',
  fetch: () => false,
  finish() {},
};
