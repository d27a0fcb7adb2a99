import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestListener,
  request,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { freePort } from '../support/ports';
import { type Stack, startStack } from '../support/stack';

export const NAMES = ['empty', 'gatehouse', 'rival', 'plain'] as const;

export type Name = (typeof NAMES)[number];

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
export async function startContestants(): Promise<Contestants> {
  const stack = await startStack();
  const [empty, rival] = await Promise.all([startNext('empty'), startNext('rival')]);
  const origin = (app: RequestListener) => startOrigin(app, relayTo(stack.url));
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

async function startOrigin(page: RequestListener, pictures: RequestListener) {
  const server = createServer((incoming, outgoing) =>
    incoming.url?.startsWith(PICTURES) ? pictures(incoming, outgoing) : page(incoming, outgoing),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const stop = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}`, stop };
}

function relayTo(url: string): RequestListener {
  const agent = new Agent({ keepAlive: true });
  return (incoming, outgoing) => relay(incoming, outgoing, url, agent);
}

function relay(incoming: IncomingMessage, outgoing: ServerResponse, url: string, agent: Agent) {
  const { method, headers } = incoming;
  const onward = request(`${url}${incoming.url}`, { method, headers, agent }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  outgoing.on('close', () => onward.destroy());
  incoming.pipe(onward);
}

/** A picture as early as a page can ask for one. */
function answerPlainly(_: IncomingMessage, response: ServerResponse) {
  response.setHeader('Content-Type', 'text/html; charset=utf-8');
  response.end(`<!doctype html>
<html lang="en">
<meta name="viewport" content="width=device-width">
<title>A plain picture</title>
<img alt="Captcha" width="200" height="70" src="${PICTURES}image_codes/${randomUUID()}?scale=2">
</html>`);
}
