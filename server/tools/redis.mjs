// The redis-server that the store's tests start for themselves.
import { existsSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { onPath, root, run, step } from './command.mjs';

// Debian's package redis-server also starts a daemon on 6379, which a developer did not ask for by
// running tests. redis-tools has the same program under this name and starts nothing; it serves
// when it is called redis-server.
const debianProgram = '/usr/bin/redis-check-rdb';

export const redis = {
  name: 'redis-server',
  isOptional: process.env.CI !== 'true',
  withoutIt: 'redis-server is missing, so the Redis tests will be skipped.',
  debian: ['redis-tools'],
  brew: ['redis'],
  elsewhere: 'redis-server',

  isReady: () => onPath('redis-server') !== undefined,

  fetch() {
    if (existsSync(debianProgram)) link();
    else if (onPath('brew'))
      step('installing redis with brew', () => run(['brew', 'install', 'redis']));
    return redis.isReady();
  },

  finish() {
    if (existsSync(debianProgram)) link();
  },
};

// npm scripts have this folder on their PATH.
function link() {
  const ours = join(root, 'node_modules/.bin/redis-server');
  rmSync(ours, { force: true });
  symlinkSync(debianProgram, ours);
}
