import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

type Locked = { optionalDependencies?: Record<string, string>; resolved?: string };

const LOCKS = ['.', 'server/captcha/lab', 'e2e/bench'].map(
  (folder) => `${folder}/package-lock.json`,
);

describe.each(LOCKS)('%s', (lock) => {
  const { packages } = JSON.parse(readFileSync(lock, 'utf8')) as {
    packages: Record<string, Locked>;
  };

  test('every platform a package can be for is locked, so npm ci works on all of them', () => {
    const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
      Object.keys(optionalDependencies).filter(
        (name) => !packages[`${path}/node_modules/${name}`] && !packages[`node_modules/${name}`],
      ),
    );
    expect(missing).toEqual([]);
  });

  test('the lock names no registry', () => {
    expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
  });
});
