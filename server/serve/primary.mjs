import { once } from 'node:events';
import { createServer } from 'node:net';
import { serveMetrics } from './metrics.mjs';
import { STOP_MILLISECONDS, settings } from './settings.mjs';
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
  const listener = createServer({ pauseOnConnect: true, noDelay: true }, (socket) => {
    socket.on('error', () => {}); // reset before anybody took it
    workers.give(socket);
  });
  await listen(listener, port, hostname);
  console.log(`Gatehouse listens on port ${port}`);
  for (const signal of ['SIGTERM', 'SIGINT']) process.once(signal, () => stop(listener, workers));
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

async function stop(listener, workers) {
  setTimeout(() => process.exit(0), STOP_MILLISECONDS).unref();
  listener.close();
  await workers.stop();
  process.exit(0);
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
