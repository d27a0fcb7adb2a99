import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { MEASURED_CORE, pin } from './contestant';

const HASHES = 40;

/** ms of CPU for one password hash of the product's own, measured `times` in a process of its own. */
export async function cpuOfHash(times: number): Promise<number[]> {
  const child = fork(import.meta.filename, [String(times)], { execArgv: ['--import', 'tsx'] });
  pin(child.pid as number, MEASURED_CORE);
  child.send('begin');
  const [figures] = await once(child, 'message');
  return figures as number[];
}

if (import.meta.url === pathToFileURL(path.resolve(process.argv[1] ?? '')).href) {
  await once(process, 'message');
  const { hashPassword } = await import('../../../server/password');
  await hashPassword('to be warm');
  const figures: number[] = [];
  for (let i = 0; i < Number(process.argv[2]); i++) figures.push(await hashes(hashPassword));
  process.send?.(figures, () => process.exit());
}

async function hashes(hash: (password: string) => Promise<string>): Promise<number> {
  const before = process.cpuUsage();
  for (let i = 0; i < HASHES; i++) await hash(`correct horse battery ${i}`);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / HASHES;
}
