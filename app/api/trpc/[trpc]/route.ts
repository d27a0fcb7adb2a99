import { fetchRequestHandler } from '@trpc/server/adapters/fetch';
import { readAtMost } from '#app/api/body';
import { createContext } from '#server/context';
import { isForged } from '#server/origin';
import { inRequest } from '#server/request';
import { appRouter } from '#server/routers/app';
import { refusalOf } from '#server/trpc';

/** A form's worth of JSON, with room for a long password. */
const MAX_BODY_BYTES = 16_384;

function handler(request: Request): Promise<Response> {
  return inRequest(request.headers, () => answer(request));
}

async function answer(request: Request): Promise<Response> {
  if (isForged(request)) return new Response(null, { status: 403 });
  if (request.method === 'POST' && !isJson(request)) return new Response(null, { status: 415 });
  const bounded = await readAtMost(request, MAX_BODY_BYTES);
  if (!bounded) return new Response('Request too large', { status: 413 });
  return fetchRequestHandler({
    endpoint: '/api/trpc',
    req: bounded,
    router: appRouter,
    createContext: ({ req, resHeaders }) => createContext(req.headers, resHeaders),
    responseMeta: ({ errors: [error] }) => ({ headers: headersFor(error) }),
    // One call a request: limits and statuses are per call.
    allowBatching: false,
  });
}

/** A form of another site can send everything else. */
function isJson({ headers }: Request): boolean {
  return /^application\/json\b/i.test(headers.get('content-type') ?? '');
}

function headersFor(error?: Parameters<typeof refusalOf>[0]): Record<string, string> {
  const seconds = error && refusalOf(error).details.retryAfterSeconds;
  return { 'Cache-Control': 'no-store', ...(seconds && { 'Retry-After': String(seconds) }) };
}

export { handler as GET, handler as POST };
