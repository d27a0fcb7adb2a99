import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import { validate } from 'uuid';

/** What is known of the request that is being answered. */
interface Request {
  /** On every line that is logged meanwhile, and shown to the visitor where something breaks. */
  id: string;
  /** Of the number it is about, once it is known. */
  country?: string;
}

/** Module state is not shared between Next's bundles; `globalThis` is. */
const shared = globalThis as {
  gatehouseRequests?: AsyncLocalStorage<Request>;
  /** In development alone: elsewhere no request comes before all is there. */
  gatehouseStarting?: Promise<void>;
};

/** Answers a request: whatever `work` and what it calls and awaits say, they say of this one. */
export async function inRequest<T>(headers: Headers, work: () => T | Promise<T>): Promise<T> {
  await shared.gatehouseStarting;
  return requests().run({ id: idIn(headers) }, work);
}

export function requestId(): string | undefined {
  return requests().getStore()?.id;
}

/** The country of the number that the request is about; empty where that is not known. */
export function requestCountry(): string {
  return requests().getStore()?.country ?? '';
}

export function setRequestCountry(country: string): void {
  const request = requests().getStore();
  if (request) request.country = country;
}

/** server/serve.mjs names every request; without it anybody could have written the header. */
function idIn(headers: Headers): string {
  const named = process.env.GATEHOUSE_SERVER ? (headers.get('x-request-id') ?? '') : '';
  return validate(named) ? named : randomUUID();
}

function requests(): AsyncLocalStorage<Request> {
  shared.gatehouseRequests ??= new AsyncLocalStorage();
  return shared.gatehouseRequests;
}
