// A cluster is what PostgreSQL calls the files of one server. Ours is <folder>/cluster: `data`,
// and beside it the `password`, the `port` to come back on and the `supervisor` in charge.

import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import path from 'node:path';
import { account, ignoreExisting, isReachable } from './postgres-programs.mjs';
import { isAlive } from './postgres-server.mjs';

/** The cluster in this folder, made first where there is none. */
export async function openCluster(folder, launch, { throwaway }) {
  fs.mkdirSync(folder, { recursive: true });
  clearLeftovers(folder);
  return findCluster(folder) ?? (await createCluster(folder, launch, { throwaway }));
}

export function findCluster(folder) {
  const cluster = path.join(folder, 'cluster');
  return fs.existsSync(cluster) ? fs.realpathSync(cluster) : undefined;
}

/** Made as a draft and published whole: a start that is killed half-way harms no later one. */
async function createCluster(folder, launch, { throwaway }) {
  const draft = makeDraft(folder);
  const { code, complaint } = await launch('initdb', [
    `--pgdata=${path.join(draft, 'data')}`,
    `--pwfile=${path.join(draft, 'password')}`,
    '--username=gatehouse',
    '--auth=scram-sha-256',
    '--encoding=UTF8',
    '--no-locale',
    ...(throwaway ? ['--no-sync'] : []),
  ]).ended;
  if (code === 0) publish(draft, folder);

  const cluster = findCluster(folder);
  if (cluster !== draft) fs.rmSync(draft, { recursive: true, force: true });
  if (!cluster) throw new Error(complaint);
  return cluster;
}

function makeDraft(folder) {
  const prefix = isReachable(fs.realpathSync(folder))
    ? path.join(folder, `draft-${process.pid}-`)
    : '/var/tmp/gatehouse-postgres-data-';
  const draft = fs.realpathSync(fs.mkdtempSync(prefix));
  const password = path.join(draft, 'password');
  fs.writeFileSync(password, randomBytes(24).toString('base64url'), { mode: 0o600 });
  if (account) for (const place of [draft, password]) fs.chownSync(place, account.uid, account.gid);
  return draft;
}

function publish(draft, folder) {
  const cluster = path.join(folder, 'cluster');
  const isInside = path.dirname(draft) === fs.realpathSync(folder);
  ignoreExisting(() => (isInside ? fs.renameSync(draft, cluster) : fs.symlinkSync(draft, cluster)));
}

/** Drafts whose maker was killed, and a link whose target somebody cleaned away. */
function clearLeftovers(folder) {
  for (const name of fs.readdirSync(folder)) {
    const place = path.join(folder, name);
    const [, maker] = name.match(/^draft-(\d+)-/) ?? [];
    const isDraft = maker && !isAlive(Number(maker));
    const isDangling = name === 'cluster' && !fs.existsSync(place);
    // The killed start's initdb may still be writing, hence the retries.
    if (isDraft) fs.rmSync(place, { recursive: true, force: true, maxRetries: 10 });
    if (isDangling) fs.rmSync(place, { force: true });
  }
}

/** Removes what was made here, and the folder if nothing else is in it. */
export function removeCluster(folder) {
  if (!fs.existsSync(folder)) return;
  clearLeftovers(folder);
  const cluster = findCluster(folder);
  if (cluster) fs.rmSync(cluster, { recursive: true });
  fs.rmSync(path.join(folder, 'cluster'), { force: true });
  if (fs.readdirSync(folder).length === 0) fs.rmdirSync(folder);
}
