// One PostgreSQL server on a cluster: bring it up, watch it, stop it.

import { randomInt } from 'node:crypto';
import * as fs from 'node:fs';
import { connect } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const patienceMilliseconds = 10_000;
const settings = ['listen_addresses=127.0.0.1', 'unix_socket_directories='];
const throwawaySettings = ['fsync=off', 'full_page_writes=off', 'synchronous_commit=off'];

/** Refusals that pass: a server is still stopping, or was killed and is not quite gone. */
const passingRefusal = /postmaster\.pid|shared memory block|could not create any TCP/;

/** The server that answers on this cluster already, whoever started it, or else a new one. */
export async function bringUpServer(cluster, launch, { throwaway }) {
  const deadline = Date.now() + patienceMilliseconds;
  for (;;) {
    const running = await findServer(cluster);
    if (running?.isReady) return running;

    const { server, refusal } = await startServer(cluster, launch, { throwaway });
    if (server) return server;
    if (!passingRefusal.test(refusal) || Date.now() > deadline) {
      throw new Error(`${refusal}; ${remedyFor(refusal, cluster)}`);
    }
    await sleep(100);
  }
}

function remedyFor(refusal, cluster) {
  return refusal.includes('postmaster.pid')
    ? `if not, delete ${cluster}/data/postmaster.pid`
    : `to begin again without its data, delete ${cluster}`;
}

export function urlOf(cluster, { port }) {
  const password = fs.readFileSync(path.join(cluster, 'password'), 'utf8');
  return `postgres://gatehouse:${password}@127.0.0.1:${port}/postgres`;
}

export async function untilGone({ pid }) {
  while (isAlive(pid)) await sleep(50);
}

/** Stops the server, unless it is in another supervisor's charge: then answers false. */
export async function stopServer(cluster) {
  const server = await findServer(cluster);
  if (!server) return true;
  const supervisor = Number(readNote(cluster, 'supervisor'));
  if (supervisor !== process.pid && isAlive(supervisor)) return false;

  process.kill(server.pid, 'SIGINT');
  await untilGone(server);
  return true;
}

async function startServer(cluster, launch, { throwaway }) {
  const port = await choosePort(cluster);
  const chosen = throwaway ? [...settings, ...throwawaySettings] : settings;
  const postgres = launch('postgres', [
    ...['-D', path.join(cluster, 'data'), '-p', String(port)],
    ...chosen.flatMap((setting) => ['-c', setting]),
  ]);
  let refusal;
  postgres.ended.then(({ complaint }) => {
    refusal = complaint;
  });
  while (refusal === undefined) {
    const server = readPidFile(cluster);
    const isOurs = server?.isReady && server.pid === postgres.pid;
    if (isOurs) return { server: takeCharge(cluster, server) };
    await sleep(10);
  }
  return { refusal };
}

function takeCharge(cluster, server) {
  fs.writeFileSync(path.join(cluster, 'port'), String(server.port));
  fs.writeFileSync(path.join(cluster, 'supervisor'), String(process.pid));
  return server;
}

/** The port of last time, so that clients find their server again after a stop. */
async function choosePort(cluster) {
  let port = Number(readNote(cluster, 'port'));
  // Below the ports that systems give to outgoing connections: those would take it meanwhile.
  while (!port || (await answers(port))) port = randomInt(20_000, 32_000);
  return port;
}

/** A server writes down where it is; after a crash the note lies, so its port is tried too. */
async function findServer(cluster) {
  const server = readPidFile(cluster);
  return server && isAlive(server.pid) && (await answers(server.port)) ? server : undefined;
}

function readPidFile(cluster) {
  const [pid, , , port, , , , status] = readNote(cluster, 'data/postmaster.pid').split('\n');
  if (!status) return undefined;
  return { pid: Number(pid), port: Number(port), isReady: status.trim() === 'ready' };
}

function readNote(cluster, name) {
  try {
    return fs.readFileSync(path.join(cluster, name), 'utf8');
  } catch (error) {
    if (error.code === 'ENOENT') return '';
    throw error;
  }
}

function answers(port) {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('error', () => resolve(false));
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
  });
}

export function isAlive(pid) {
  try {
    return pid > 0 && process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}
