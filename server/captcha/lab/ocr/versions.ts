import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** What read and what was read, by version. */
export function versions(): Record<string, string> {
  const { dependencies } = JSON.parse(
    readFileSync(path.join(import.meta.dirname, '../package.json'), 'utf8'),
  ) as { dependencies: Record<string, string> };
  return {
    gatehouse: output('git', 'describe', '--always', '--dirty'),
    node: process.version,
    tesseract: output('tesseract', '--version').split('\n')[0] ?? '',
    ...dependencies,
  };
}

function output(program: string, ...args: string[]): string {
  try {
    return execFileSync(program, args, { encoding: 'utf8', stdio: 'pipe' }).trim();
  } catch {
    return 'none';
  }
}
