import { FastResponse, FastURL, NodeRequest, sendNodeResponse } from 'srvx/node';
import { MAX_BODY_BYTES } from './settings.mjs';

// Node's own are made of streams, and cost more than all else in a small answer.
globalThis.Response = FastResponse;

/**
 * Answers a request with the route handler that takes it, as `app/api/doors.ts` says, in place of Next.
 * Returns false, having done nothing, where there is none.
 */
export function answerAtDoor(request, response) {
  const { pathname, search } = placeOf(request);
  const door = globalThis.gatehouseDoorTo?.(request.method, pathname);
  if (!door) return false;
  request.url = pathname + search;
  knock(door, request, response)
    .then((answer) => sendNodeResponse(response, answer))
    .catch(() => response.destroy());
  return true;
}

/** Without what a client may write around it: dots, another host. */
function placeOf({ url }) {
  const place = url.startsWith('/') ? `http://localhost${url}` : url;
  return URL.canParse(place) ? new URL(place) : new URL('http://localhost');
}

/** A response in place of a door is for every request: of a TRACE there is no web `Request`. */
async function knock(door, request, response) {
  if (typeof door !== 'function') return door;
  if (request.method !== 'GET' && request.method !== 'HEAD') {
    // Where srvx looks for one that was read.
    request.rawBody = await bodyOf(request);
    if (!request.rawBody) return new Response(null, { status: 413 });
  }
  return door(webRequest(request, response));
}

/** With the headers as they are now: the visitor's address is among them, and not as a client wrote it. */
function webRequest(request, response) {
  const headers = Object.entries(request.headers);
  // Where srvx looks for them when somebody goes through all of them.
  request.rawHeaders = headers.flatMap(([name, value]) => [name, String(value)]);
  const asked = new NodeRequest({ req: request, res: response });
  // What a client calls us may be nothing that a URL can hold.
  asked._url = new FastURL(`http://localhost${request.url}`);
  return asked;
}

/**
 * All of it before its door is knocked at, for web streams are slow. Undefined where it is too long:
 * the rest then passes by, so that the connection can be used again. Rejects where the client goes.
 */
function bodyOf(request) {
  return new Promise((resolve, reject) => {
    let chunks = [];
    let size = 0;
    request.on('data', (chunk) => {
      size += chunk.length;
      if (size <= MAX_BODY_BYTES) return chunks.push(chunk);
      chunks = [];
      resolve(undefined);
    });
    request.once('end', () => resolve(Buffer.concat(chunks)));
    request.once('error', reject);
  });
}
