import { createServer } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { collectDefaultMetrics } from 'prom-client';
import { Connections } from './connections.mjs';
import { tellCounts } from './counts.mjs';
import { answerAtDoor } from './doors.mjs';
import { headers } from './headers.mjs';
import { refusedStatus } from './refusals.mjs';
import { STOP_HOOK_MILLISECONDS, STOP_MILLISECONDS, settings } from './settings.mjs';

/**
 * Answers the connections it is given, with the handler that `prepare` makes. Ends when the primary
 * says so, and at once when the primary is gone.
 */
export async function runWorker(prepare) {
  collectDefaultMetrics();
  tellCounts();
  let connections;
  process.on('message', ({ type }) => type === 'gatehouse:stop' && stop(connections));
  // The primary first has to know: it gives no more connections, and says when that was all.
  for (const signal of ['SIGTERM', 'SIGINT']) {
    process.on(signal, () => process.send({ type: 'gatehouse:leaving' }));
  }
  const server = serve(await prepare(settings()), headers());
  connections = new Connections(server);
  process.on('message', ({ type, id, bytes }, socket) => {
    if (type !== 'gatehouse:connection') return;
    // First the word that it is here: nobody else is given what we may have answered.
    process.send({ type: 'gatehouse:taken', id }, () => socket && take(server, socket, bytes));
  });
  process.send({ type: 'gatehouse:ready' });
}

function serve(handle, setHeaders) {
  const server = createServer((request, response) => {
    // Reset before we looked: nobody waits for an answer, and only the client's own word is left.
    if (!request.socket.remoteAddress) return request.destroy();
    setHeaders(request, response);
    if (answerAtDoor(request, response)) return;
    const refused = refusedStatus(request);
    if (refused) return response.writeHead(refused).end();
    handle(request, response).catch(() => response.destroy());
  });
  // Nobody here speaks anything else, and Next would keep such a connection for ever.
  server.on('upgrade', (_, socket) => socket.destroy());
  return server;
}

/** As if it had come here, and `bytes` over it. */
function take(server, socket, bytes) {
  socket.unshift(Buffer.from(bytes, 'latin1'));
  server.emit('connection', socket);
}

/** First the answers, then what they left to be written. */
async function stop(connections) {
  const answered = connections?.stop();
  await Promise.race([answered, setTimeout(STOP_MILLISECONDS - STOP_HOOK_MILLISECONDS - 500)]);
  const written = globalThis.gatehouseStopping?.();
  await Promise.race([written, setTimeout(STOP_HOOK_MILLISECONDS)]).catch(() => {});
  process.exit(0);
}
