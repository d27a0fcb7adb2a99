import cluster from 'node:cluster';

process.env.NODE_ENV = 'production';
process.env.GATEHOUSE_SERVER = 'serve';

if (cluster.isPrimary) {
  const { runPrimary } = await import('./serve/primary.mjs');
  await runPrimary();
} else {
  const { runWorker } = await import('./serve/worker.mjs');
  // Next would print it and keep a process that does nothing.
  await runWorker(prepareNext).catch((error) => {
    console.error(error);
    process.exit(1);
  });
}

/** What answers requests, once all it needs is there. */
async function prepareNext({ hostname, port }) {
  const { default: next } = await import('next');
  const app = next({ dev: false, hostname, port });
  // Next is prepared before server/start.ts has come to its end, which says so.
  const started = new Promise((resolve) => {
    globalThis.gatehouseStarted = resolve;
  });
  await app.prepare();
  await started;
  return app.getRequestHandler();
}
