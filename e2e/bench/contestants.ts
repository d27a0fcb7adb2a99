import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  Agent,
  createServer,
  type IncomingHttpHeaders,
  type RequestListener,
  request,
  type Server,
} from 'node:http';
import { createSecureServer } from 'node:http2';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../support/ports';
import { selfSignedCertificate } from '../support/self-signed';
import { type Stack, startStack } from '../support/stack';

export const NAMES = ['empty', 'gatehouse', 'rival', 'plain'] as const;

export type Name = (typeof NAMES)[number];

export type HttpVersion = '1.1' | '2';

export interface Contestants {
  /** Where each page is. */
  urls: Record<Name, string>;
  stack: Stack;
  stop(): Promise<void>;
}

const PICTURES = '/api/v1_0/';

/**
 * Four pages, each on an origin of its own behind the same relay, so that connections cost the same;
 * pictures come from Gatehouse's own door on every one of them.
 */
export async function startContestants(http: HttpVersion): Promise<Contestants> {
  const stack = await startStack();
  const [empty, rival] = await Promise.all([startNext('empty'), startNext('rival')]);
  const origin = (app: RequestListener) => startOrigin(app, relayTo(stack.url), http);
  const origins = {
    empty: await origin(relayTo(empty.url)),
    gatehouse: await origin(relayTo(stack.url)),
    rival: await origin(relayTo(rival.url)),
    plain: await origin(answerPlainly),
  };
  const page = ({ url }: { url: string }) => `${url}/register`;
  return {
    urls: {
      empty: page(origins.empty),
      gatehouse: page(origins.gatehouse),
      rival: page(origins.rival),
      plain: page(origins.plain),
    },
    stack,
    async stop() {
      for (const each of Object.values(origins)) each.stop();
      for (const each of [empty, rival]) each.stop();
      await stack.stop();
    },
  };
}

/** A built app of this folder under `next start`. */
async function startNext(app: string): Promise<{ url: string; stop(): void }> {
  const port = await freePort();
  const next = path.join(import.meta.dirname, 'node_modules/next/dist/bin/next');
  const args = [next, 'start', path.join(import.meta.dirname, app), '-H', '127.0.0.1'];
  const child = spawn(process.execPath, [...args, '-p', String(port)], { stdio: 'ignore' });
  process.once('exit', () => child.kill('SIGKILL'));
  const url = `http://127.0.0.1:${port}`;
  while (!(await fetch(`${url}/register`).catch(() => undefined))) {
    if (child.exitCode !== null) throw new Error(`${app} ended with ${child.exitCode}`);
    await setTimeout(50);
  }
  return { url, stop: () => child.kill('SIGTERM') };
}

/** HTTP/1.1 has six requests under way at most; HTTP/2, which needs TLS, has all of them. */
async function startOrigin(page: RequestListener, pictures: RequestListener, http: HttpVersion) {
  const listener: RequestListener = (incoming, outgoing) =>
    incoming.url?.startsWith(PICTURES) ? pictures(incoming, outgoing) : page(incoming, outgoing);
  // Of HTTP/2 nothing is used but what both have.
  const server = (
    http === '2' ? createSecureServer(selfSignedCertificate()) : createServer()
  ) as Server;
  server.on('request', listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const scheme = http === '2' ? 'https' : 'http';
  return { url: `${scheme}://127.0.0.1:${port}`, stop: () => server.close() };
}

function relayTo(url: string): RequestListener {
  const agent = new Agent({ keepAlive: true });
  return (incoming, outgoing) => {
    const { method } = incoming;
    const headers = ordinary(incoming.headers, ':');
    const onward = request(`${url}${incoming.url}`, { method, headers, agent }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, ordinary(answer.headers, ...OF_CONNECTION));
      answer.pipe(outgoing);
    });
    onward.on('error', () => outgoing.destroy());
    outgoing.on('close', () => onward.destroy());
    incoming.pipe(onward);
  };
}

/** HTTP/2 says these in its own way, and forbids the others'. */
const OF_CONNECTION = ['connection', 'keep-alive', 'transfer-encoding'];

function ordinary(headers: IncomingHttpHeaders, ...without: string[]): IncomingHttpHeaders {
  const isLeft = (name: string) => !without.some((start) => name.startsWith(start));
  return Object.fromEntries(Object.entries(headers).filter(([name]) => isLeft(name)));
}

/** A picture as early as a page can ask for one. */
const answerPlainly: RequestListener = (_, response) => {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(`<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width">
<title>A plain picture</title>
<img alt="Captcha" width="200" height="70" src="${PICTURES}image_codes/${randomUUID()}?scale=2">
</html>`);
};
