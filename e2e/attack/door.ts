import { randomUUID } from 'node:crypto';
import { Agent, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import type { Product } from './product';

/** What came of a request: nothing refused, or the reason and when to try again. */
export interface Answer {
  refused?: string;
  retryAfterSeconds?: number;
  triesLeft?: number;
}

/** Who stands at the door: an address, what else its requests say, and the cookies it keeps. */
export interface Client {
  /** Of the connection, as the operator's proxy sees it. */
  address: string;
  /** Headers made up by the client; `x-forwarded-for` comes before what the proxy adds. */
  headers?: Record<string, string>;
  /** One that forgets looks like a new browser each time. */
  cookies: Map<string, string>;
}

const agent = new Agent({ keepAlive: true, maxSockets: 16 });

export function newClient(address: string, headers?: Record<string, string>): Client {
  return { address, headers, cookies: new Map() };
}

/** A captcha fetched and read: the answer is our own store's, as a solver would find it. */
export async function fetchCaptcha(product: Product, client: Client) {
  const imageCodeId = randomUUID();
  const { status, retryAfterSeconds } = await send(product, client, {
    path: `/api/v1_0/image_codes/${imageCodeId}`,
  });
  const answer: Answer = status === 200 ? {} : { refused: 'no-picture', retryAfterSeconds };
  const imageCode = (await product.answerTo(imageCodeId)) ?? 'none';
  return { imageCodeId, imageCode, ...answer };
}

/** Asks for the SMS with an answered captcha. */
export function requestSms(
  product: Product,
  client: Client,
  mobile: string,
  { imageCodeId, imageCode }: { imageCodeId: string; imageCode: string },
): Promise<Answer> {
  const input = { purpose: 'registration', mobile, imageCodeId, imageCode };
  return mutate(product, client, 'smsCode.request', input);
}

export function enterCode(product: Product, client: Client, mobile: string, smsCode: string) {
  const input = { purpose: 'registration', mobile, smsCode };
  return mutate(product, client, 'smsCode.confirm', input);
}

async function mutate(product: Product, client: Client, procedure: string, input: object) {
  const { status, body, retryAfterSeconds } = await send(product, client, {
    path: `/api/trpc/${procedure}`,
    body: JSON.stringify(input),
  });
  if (status === 200) return {};
  const data = parse(body)?.error?.data;
  return {
    refused: data?.reason ?? `http-${status}`,
    retryAfterSeconds,
    triesLeft: data?.triesLeft,
  };
}

interface Sent {
  status: number;
  body: string;
  retryAfterSeconds?: number;
}

async function send(
  { url }: Product,
  client: Client,
  { path, body }: { path: string; body?: string },
): Promise<Sent> {
  const headers = headersOf(client, body);
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const request = httpRequest(url + path, { agent, method, headers }, async (response) => {
      keepCookies(client, response.headers['set-cookie']);
      const retryAfter = Number(response.headers['retry-after']);
      resolve({
        status: response.statusCode ?? 0,
        body: await text(response),
        retryAfterSeconds: retryAfter || undefined,
      });
    });
    request.on('error', reject).end(body);
  });
}

function headersOf({ address, headers = {}, cookies }: Client, body?: string) {
  const claimed = headers['x-forwarded-for'];
  return {
    ...headers,
    'x-forwarded-for': [claimed, address].filter(Boolean).join(', '),
    ...(cookies.size > 0 && { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') }),
    ...(body !== undefined && {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
    }),
  };
}

function keepCookies({ cookies }: Client, lines: string[] = []): void {
  for (const line of lines) {
    const [pair = ''] = line.split(';');
    const at = pair.indexOf('=');
    cookies.set(pair.slice(0, at), pair.slice(at + 1));
  }
}

function parse(body: string) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
