import { spawnSync } from 'node:child_process';
import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import postgres from 'postgres';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../server/embedded/postgres';

/** Room for a new cluster and what these trials write. */
const DISK = '320m';

export type Database = Awaited<ReturnType<typeof startDatabase>>;

/** A real PostgreSQL that waits for its disk, which is a small one of its own where we may mount one. */
export async function startDatabase() {
  const disk = await mkdtemp(path.join(tmpdir(), 'gatehouse-chaos-'));
  await chmod(disk, 0o755);
  const hasDisk = run('mount', '-t', 'tmpfs', '-o', `size=${DISK}`, 'tmpfs', disk);
  const folder = path.join(disk, 'postgres');
  const start = () => startEmbeddedPostgres({ folder });
  let server: EmbeddedPostgres = await start();
  const filler = path.join(disk, 'filler');
  const query = postgres(server.url, { max: 2, onnotice() {}, backoff: () => 0.1 });
  return {
    url: server.url,
    /** Whether its disk can be filled. */
    hasDisk,
    /** For those who look on. */
    query,
    stop: () => server.stop(),
    /** At once, as when the machine fails. */
    async kill() {
      const [pid] = (await readFile(`${folder}/cluster/data/postmaster.pid`, 'utf8')).split('\n');
      for (const victim of [server.pid, Number(pid)]) process.kill(victim, 'SIGKILL');
    },
    /** Where it does not run: a full disk can end it too. */
    async start() {
      server = await start();
    },
    fillDisk: () => fill(filler),
    emptyDisk: () => rmSync(filler, { force: true }),
    async remove() {
      await query.end({ timeout: 1 });
      rmSync(filler, { force: true });
      await server.remove();
      if (hasDisk) run('umount', '-l', disk);
      await rm(disk, { recursive: true, force: true });
    },
  };
}

/** Writes until the system says ENOSPC. */
function fill(file: string): void {
  const descriptor = openSync(file, 'w');
  let size = 1 << 20;
  while (size >= 1) {
    try {
      writeSync(descriptor, Buffer.alloc(size, 1));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
      size >>= 1;
    }
  }
  closeSync(descriptor);
}

function run(program: string, ...args: string[]): boolean {
  return spawnSync(program, args, { stdio: 'ignore' }).status === 0;
}
