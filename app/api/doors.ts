import * as accountData from '#app/api/account/data/route';
import * as receipts from '#app/api/sms/receipts/[provider]/[secret]/route';
import * as trpc from '#app/api/trpc/[trpc]/route';
import * as audioCodes from '#app/api/v1_0/audio_codes/[audio_code_id]/route';
import * as imageCodes from '#app/api/v1_0/image_codes/[image_code_id]/route';
import * as smsCodes from '#app/api/v1_0/sms_codes/[mobile]/route';
import * as healthz from '#app/healthz/route';
import { failureOf, log } from '#server/log';
import { span } from '#server/tracing';

/** Answers a request; never rejects. */
type Door = (request: Request) => Promise<Response>;

// biome-ignore lint/suspicious/noExplicitAny: each route knows the parameters that its path gives it
type Parameters = Promise<any>;
type Answer = Response | Promise<Response>;
type Handler = (request: Request, context: { params: Parameters }) => Answer;
type Route = Partial<Record<string, Handler>>;

/** By the folder that Next knows them by: all of app/api, and who asks whether we are well. */
const ROUTES: Record<string, Route> = {
  '/api/v1_0/image_codes/[image_code_id]': { ...imageCodes },
  '/api/v1_0/audio_codes/[audio_code_id]': { ...audioCodes },
  '/api/v1_0/sms_codes/[mobile]': { ...smsCodes },
  '/api/trpc/[trpc]': { ...trpc },
  '/api/sms/receipts/[provider]/[secret]': { ...receipts },
  '/api/account/data': { ...accountData },
  '/healthz': { GET: healthz.GET },
};

const TABLE = Object.entries(ROUTES).map(([name, route]) => ({
  name,
  route,
  pattern: new RegExp(`^${name.replaceAll(/\[(\w+)\]/g, '(?<$1>[^/]+)')}/?$`),
}));

/**
 * The route handler for a request, for `server/serve.mjs` to call itself: on its own way to a handler
 * Next spends several times what a picture costs. Whatever is under /api has an answer: a response
 * where no handler takes it. Undefined for all else, which is Next's. On Vercel and in development
 * everything is.
 */
export function doorTo(method: string, path: string): Door | Response | undefined {
  const found = find(path);
  if (!found) return isApi(path) ? refuse(404) : undefined;
  const { name, route, values } = found;
  const handler = handlerFor(method, route);
  if (!handler) return refuse(405, { Allow: methodsOf(route) });
  const params = decoded(values);
  if (!params) return refuse(400);
  const answer = async (request: Request): Promise<Response> =>
    handler(request, { params: Promise.resolve(params) });
  return (request) => span(`${method} ${name}`, {}, () => answer(request)).catch(unexpected);
}

function find(path: string) {
  for (const { name, route, pattern } of TABLE) {
    const match = pattern.exec(path);
    if (match) return { name, route, values: match.groups ?? {} };
  }
  return undefined;
}

function isApi(path: string): boolean {
  return path === '/api' || path.startsWith('/api/');
}

/** As with Next, who can be looked at with GET can be with HEAD. */
function handlerFor(method: string, route: Route): Handler | undefined {
  if (method === 'HEAD') return route.HEAD ?? route.GET;
  return METHODS.includes(method) ? route[method] : undefined;
}

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** A route that has a HEAD of its own refuses it with that. */
function methodsOf(route: Route): string {
  const methods = METHODS.filter((method) => route[method]);
  return [...methods, ...(route.GET && !route.HEAD ? ['HEAD'] : [])].join(', ');
}

function decoded(values: Record<string, string>): Record<string, string> | undefined {
  try {
    const all = Object.entries(values);
    return Object.fromEntries(all.map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    return undefined;
  }
}

function refuse(status: number, headers = {}): Response {
  return new Response(null, { status, headers: { 'Cache-Control': 'no-store', ...headers } });
}

function unexpected(error: unknown): Response {
  log.error({ failure: failureOf(error) }, 'failed');
  return new Response('Internal Server Error', { status: 500 });
}
