import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';

/** A body of this length, a form's, is read before its door is knocked at: web streams are slow. */
const READ_FIRST_BYTES = 16_384;

/**
 * Answers a request with the route handler that takes it, as `app/api/doors.ts` says, in place of Next.
 * Returns false, having done nothing, where there is none.
 */
export function answerAtDoor(request, response) {
  const place = placeOf(request);
  const door = globalThis.gatehouseDoorTo?.(request.method, place.pathname);
  if (!door) return false;
  knock(door, place, request, response).catch(() => response.destroy());
  return true;
}

/** Without what a client may write around it: dots, another host. */
function placeOf({ url }) {
  const place = url.startsWith('/') ? `http://localhost${url}` : url;
  return URL.canParse(place) ? new URL(place) : new URL('http://localhost');
}

async function knock(door, place, request, response) {
  const answer = await door(await webRequest(place, request));
  await send(answer, response);
}

/** With the headers as they are now: the visitor's address is among them. */
async function webRequest({ pathname, search }, request) {
  const { method, headers } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? await bodyOf(request) : undefined;
  return new Request(`http://localhost${pathname}${search}`, {
    method,
    headers,
    body,
    duplex: 'half',
  });
}

/** Where it may be long, its door says how much of it is read. */
function bodyOf(request) {
  const isShort = Number(request.headers['content-length']) <= READ_FIRST_BYTES;
  return isShort ? buffer(request) : Readable.toWeb(request);
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
