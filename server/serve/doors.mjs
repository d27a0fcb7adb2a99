import { Readable } from 'node:stream';

/**
 * Answers a request with the route handler that takes it, as `app/api/doors.ts` says, in place of Next.
 * Returns false, having done nothing, where there is none.
 */
export function answerAtDoor(request, response) {
  const [path] = request.url.split('?', 1);
  const door = globalThis.gatehouseDoorTo?.(request.method, path);
  if (!door) return false;
  knock(door, request, response).catch(() => response.destroy());
  return true;
}

async function knock(door, request, response) {
  await send(await door(webRequest(request)), response);
}

/** With the headers as they are now: the visitor's address is among them. */
function webRequest(request) {
  const { method, headers, url } = request;
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const body = hasBody ? Readable.toWeb(request) : undefined;
  return new Request(`http://localhost${url}`, { method, headers, body, duplex: 'half' });
}

/** Answers of doors are small: they are sent in one piece. */
async function send(answer, response) {
  const body = Buffer.from(await answer.arrayBuffer());
  response.statusCode = answer.status;
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  response.setHeader('Content-Length', body.length);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
