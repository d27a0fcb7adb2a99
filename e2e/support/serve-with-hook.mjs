// server/serve.mjs without Next: answers at once, and has something to write before it ends.
import cluster from 'node:cluster';
import { setTimeout } from 'node:timers/promises';
import { runPrimary } from '../../server/serve/primary.mjs';
import { runWorker } from '../../server/serve/worker.mjs';

globalThis.gatehouseStopping = async () => {
  await setTimeout(Number(process.env.WRITING_MILLISECONDS));
  console.log('all is written');
};

if (cluster.isPrimary) await runPrimary();
else await runWorker(async () => async (_, response) => response.end('ok'));
