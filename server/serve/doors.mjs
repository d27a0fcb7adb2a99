import { MAX_BODY_BYTES } from './settings.mjs';

/**
 * Answers a request with the route handler that takes it, as `app/api/doors.ts` says, in place of Next.
 * Returns false, having done nothing, where there is none.
 */
export function answerAtDoor(request, response) {
  const place = placeOf(request);
  const door = globalThis.gatehouseDoorTo?.(request.method, place.pathname);
  if (!door) return false;
  knock(door, place, request)
    .then((answer) => send(answer, response))
    .catch(() => response.destroy());
  return true;
}

/** Without what a client may write around it: dots, another host. */
function placeOf({ url }) {
  const place = url.startsWith('/') ? `http://localhost${url}` : url;
  return URL.canParse(place) ? new URL(place) : new URL('http://localhost');
}

/** A response in place of a door is for every request: of a TRACE there is no web `Request`. */
async function knock(door, place, request) {
  if (typeof door !== 'function') return door;
  const asked = await webRequest(place, request);
  return asked ? door(asked) : new Response(null, { status: 413 });
}

/** With the headers as they are now: the visitor's address is among them. Undefined: its body is too long. */
async function webRequest({ pathname, search }, request) {
  const { method, headers } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? await bodyOf(request) : undefined;
  if (hasBody && !body) return undefined;
  return new Request(`http://localhost${pathname}${search}`, { method, headers, body });
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

/** Answers of doors are small: they are sent in one piece. */
async function send(answer, response) {
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  if (!answer.body) return response.end();
  const body = Buffer.from(await answer.arrayBuffer());
  response.setHeader('Content-Length', body.length);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
