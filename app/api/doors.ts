import * as trpc from '#app/api/trpc/[trpc]/route';
import * as audioCodes from '#app/api/v1_0/audio_codes/[audio_code_id]/route';
import * as imageCodes from '#app/api/v1_0/image_codes/[image_code_id]/route';
import * as smsCodes from '#app/api/v1_0/sms_codes/[mobile]/route';
import { failureOf, log } from '#server/log';
import { span } from '#server/tracing';

/** Answers a request; never rejects. */
type Door = (request: Request) => Promise<Response>;

// biome-ignore lint/suspicious/noExplicitAny: each route knows the parameter that its path gives it
type Route = Record<string, any>;

/** Routes whose path ends in one parameter. */
const ROUTES: Record<string, { parameter: string; route: Route }> = {
  '/api/v1_0/image_codes': { parameter: 'image_code_id', route: imageCodes },
  '/api/v1_0/audio_codes': { parameter: 'audio_code_id', route: audioCodes },
  '/api/v1_0/sms_codes': { parameter: 'mobile', route: smsCodes },
  '/api/trpc': { parameter: 'trpc', route: trpc },
};

const PATH = /^(\/api\/[\w/]+)\/([^/]+)$/;

/**
 * The route handler for a request, for `server/serve.mjs` to call itself: on its own way to a handler
 * Next spends several times what a picture costs. Undefined for all else, which Next answers as it
 * answers everything on Vercel and in development.
 */
export function doorTo(method: string, path: string): Door | undefined {
  const [, place = '', value = ''] = PATH.exec(path) ?? [];
  const { parameter = '', route } = ROUTES[place] ?? {};
  const handler = route && Object.hasOwn(route, method) && route[method];
  const decoded = decode(value);
  if (!handler || decoded === undefined) return undefined;
  const params = Promise.resolve({ [parameter]: decoded });
  const answer = async (request: Request): Promise<Response> => handler(request, { params });
  const name = `${method} ${place}/[${parameter}]`;
  return (request) => span(name, {}, () => answer(request)).catch(unexpected);
}

function decode(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function unexpected(error: unknown): Response {
  log.error({ failure: failureOf(error) }, 'failed');
  return new Response('Internal Server Error', { status: 500 });
}
