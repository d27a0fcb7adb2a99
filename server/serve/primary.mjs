import { once } from 'node:events';
import { createServer } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { serveMetrics } from './metrics.mjs';
import { LISTENER_OPTIONS, Newcomers } from './newcomers.mjs';
import { STOP_IDLE_MILLISECONDS, STOP_MILLISECONDS, settings } from './settings.mjs';
import { Workers } from './workers.mjs';

/**
 * Listens, gives each connection to a worker, and replaces workers that die. Ends the process with 1
 * where the first worker does not come up, and with 0 on SIGTERM or SIGINT, when all is answered.
 *
 * The port is the primary's and not, as node:cluster would have it, the workers': closing it last
 * and from a distance, the cluster resets connections that nobody has taken yet.
 */
export async function runPrimary() {
  const { port, hostname, workers: count, metricsPort, metricsHost } = orEnd(settings);
  const workers = new Workers();
  // An interrupt while it starts ends it, and with it the worker.
  if (!(await workers.startFirst())) process.exit(1);
  const newcomers = new Newcomers((socket, bytes) => workers.give(socket, bytes));
  const listener = createServer(LISTENER_OPTIONS, (socket) => newcomers.add(socket));
  await listen(listener, port, hostname);
  console.log(`Gatehouse listens on port ${port}`);
  const stop = () => stopAll(listener, newcomers, workers);
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, stop);
  if (metricsPort !== undefined) serveMetrics(metricsPort, metricsHost, () => workers.ready);
  workers.keep(count);
}

async function listen(listener, port, hostname) {
  // As many as the system allows may wait while all workers are busy.
  listener.listen({ port, host: hostname, backlog: 4_096 });
  await once(listener, 'listening').catch((error) =>
    end(`Gatehouse cannot start: ${error.message}`),
  );
  listener.on('error', (error) => console.error(`Gatehouse: ${error.message}`)); // no file descriptors left
}

async function stopAll(listener, newcomers, workers) {
  setTimeout(() => process.exit(0), STOP_MILLISECONDS).unref();
  const lastWords = close(listener).then(() => newcomers.leave());
  await workers.stop(lastWords);
  process.exit(0);
}

/** The system resets whom it has let in and we have not taken: it closes when there is nobody. */
async function close(listener) {
  let isAnybodyThere = true;
  listener.on('connection', () => {
    isAnybodyThere = true;
  });
  const latest = performance.now() + STOP_IDLE_MILLISECONDS;
  await setImmediate(); // where this turn ends; each one more looks once for connections
  while (isAnybodyThere && performance.now() < latest) {
    isAnybodyThere = false;
    await setImmediate();
  }
  listener.close();
}

function orEnd(read) {
  try {
    return read();
  } catch (error) {
    return end(error.message);
  }
}

function end(message) {
  console.error(`\n${message}\n`);
  process.exit(1);
}
