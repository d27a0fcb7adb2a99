import path from 'node:path';
import { defineConfig } from 'vitest/config';

const root = path.resolve(import.meta.dirname, '..');

// All files send to one country, at one site's expense. Those about that set their own.
const ROOM_FOR_ALL = {
  SMS_PER_PREFIX: '1000000/24h',
  SMS_PER_COUNTRY: '1000000/24h',
  SMS_PER_SITE: '1000000/24h',
  SMS_BUDGET: '1000000/1h 1000000/24h',
};

export default defineConfig({
  root,
  test: {
    include: ['{app,db,server,e2e}/**/*.test.ts'],
    globalSetup: [path.join(root, 'e2e/support/stores.ts')],
    env: { LOG_LEVEL: 'silent', ...ROOM_FOR_ALL },
    testTimeout: 30_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // Its default leaves a core to whoever is typing.
    maxWorkers: '100%',
  },
});
