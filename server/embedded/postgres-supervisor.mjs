// The supervisor: brings up a real PostgreSQL for development and tests, and takes it down when
// its parent ends, however that happens.
//   node server/embedded/postgres-supervisor.mjs <folder> [--throwaway | --remove]
// It answers with one line on stdout, {"url":…} or {"error":…}, and ends when its stdin closes.
// A throwaway server loses its data with its parent, unless the parent's last word is "keep".

import path from 'node:path';
import { findCluster, openCluster, removeCluster } from './postgres-cluster.mjs';
import { findPrograms } from './postgres-programs.mjs';
import { bringUpServer, stopServer, untilGone, urlOf } from './postgres-server.mjs';

const folder = path.resolve(process.argv[2]);
const throwaway = process.argv.includes('--throwaway');
let answerTo = process.stdout;

try {
  if (process.argv.includes('--remove')) answer({ removed: await takeDown({ remove: true }) });
  else await supervise();
} catch ({ message }) {
  const remedy = 'To use a PostgreSQL of your own, set DATABASE_URL.';
  const error = `The development PostgreSQL failed: ${message}. ${remedy}`;
  answer({ error }, () => process.exit(1));
}

async function supervise() {
  const parentEnded = watchParent();
  const launch = findPrograms();
  const cluster = await openCluster(folder, launch, { throwaway });
  const bringUp = () => bringUpServer(cluster, launch, { throwaway });
  let lastWord = 'keep';
  try {
    const server = await bringUp();
    answer({ url: urlOf(cluster, server) });
    lastWord = await keepUp(server, bringUp, parentEnded);
  } finally {
    await takeDown({ remove: throwaway && lastWord !== 'keep' });
  }
  process.exit();
}

/** What the parent said last, once it is gone. */
function watchParent() {
  // A terminal sends these to everybody in it; the app may still be writing its last rows.
  for (const signal of ['SIGINT', 'SIGHUP']) process.on(signal, () => {});
  // A parent that is gone does not read the answer, which must not end us before PostgreSQL.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

  return new Promise((resolve) => {
    let words = '';
    process.stdin.on('data', (chunk) => {
      words += chunk;
    });
    for (const end of ['end', 'error', 'close']) process.stdin.on(end, () => resolve(words));
    process.on('SIGTERM', () => resolve(words));
  });
}

/** A server may end before our parent: it crashed, or the supervisor in charge of it ended. */
async function keepUp(server, bringUp, parentEnded) {
  const lastWord = await Promise.race([parentEnded, untilGone(server)]);
  return lastWord ?? keepUp(await bringUp(), bringUp, parentEnded);
}

async function takeDown({ remove }) {
  const cluster = findCluster(folder);
  const isDown = !cluster || (await stopServer(cluster));
  if (isDown && remove) removeCluster(folder);
  return isDown;
}

function answer(words, done) {
  answerTo.write(`${JSON.stringify(words)}\n`, done);
  // The parent reads one line; what goes wrong later belongs before the developer's eyes.
  answerTo = process.stderr;
}
