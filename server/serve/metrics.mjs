import { createServer } from 'node:http';
import { Gauge, Registry } from 'prom-client';
import { Counts } from './counts.mjs';

/** Before a port that somebody else has is tried again. */
const RETRY_MILLISECONDS = 5_000;

/**
 * Serves GET /metrics: the sum over all workers, and how many there are. An instance that is being
 * replaced may still have the port: who finds it taken says so, works without it, and takes it when it
 * is free.
 */
export function serveMetrics(port, host, countWorkers) {
  const counts = new Counts();
  const own = ownMetrics(countWorkers);
  const server = createServer(async (request, response) => {
    if (request.url?.split('?')[0] !== '/metrics') return response.writeHead(404).end();
    const metrics = await counts.sum().catch(() => undefined);
    if (metrics === undefined) return response.writeHead(503).end('a worker does not answer\n');
    response.writeHead(200, { 'Content-Type': own.contentType });
    response.end(`${await own.metrics()}\n${metrics}`);
  });
  const listen = () => server.listen(port, host);
  server.once('error', ({ message }) => console.error(`Gatehouse has no /metrics yet: ${message}`));
  server.on('error', () => setTimeout(listen, RETRY_MILLISECONDS).unref());
  listen();
}

function ownMetrics(countWorkers) {
  const registry = new Registry();
  new Gauge({
    name: 'gatehouse_workers',
    help: 'Worker processes that take connections.',
    registers: [registry],
    collect() {
      this.set(countWorkers());
    },
  });
  return registry;
}
