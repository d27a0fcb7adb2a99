import * as fs from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  answerOf,
  empty,
  parts,
  prepareFolders,
  start,
  supervise,
} from '#e2e/support/embedded-postgres';

prepareFolders();

describe('a refusal says what to do', () => {
  test('on a system npm has no PostgreSQL for', async () => {
    expect(await answerOf(supervise([empty], copyParts()))).toEqual({
      error: expect.stringMatching(/not installed; .* run "npm ci".* set DATABASE_URL\.$/),
    });
  });

  test('on a system where the programs do not run, such as one with musl', async () => {
    const copy = copyParts();
    installUnrunnable(copy);
    expect(await answerOf(supervise([empty], copy))).toEqual({
      error: expect.stringMatching(/cannot run here.* set DATABASE_URL\.$/),
    });
  });

  test('as the error of the one who starts it', async () => {
    const file = path.join(empty, 'not-a-folder');
    fs.writeFileSync(file, '');
    await expect(start(file)).rejects.toThrow(/not-a-folder.* set DATABASE_URL\.$/);
  });
});

function copyParts() {
  const copy = path.join(empty, 'embedded');
  fs.cpSync(parts, copy, { recursive: true });
  return copy;
}

function installUnrunnable(copy: string) {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  const native = path.join(copy, 'node_modules', name, 'native');
  fs.mkdirSync(path.join(native, 'bin'), { recursive: true });
  fs.writeFileSync(path.join(native, 'pg-symlinks.json'), '[]');
  fs.writeFileSync(path.join(native, 'bin/postgres'), '#!/no/such/loader\n', { mode: 0o755 });
}
