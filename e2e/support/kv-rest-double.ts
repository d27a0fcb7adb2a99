import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Command, Reply, Transport } from '../../db/kv/transport';

export interface KvRestDouble {
  url: string;
  token: string;
  /** What becomes of good requests from now on. */
  answerWith(behaviour: Behaviour): void;
  /** Ends it at once, as a crash would: open connections are cut. */
  stop(): Promise<void>;
  /** Starts it again on the same port. */
  start(): Promise<void>;
}

export type Behaviour = 'answer' | keyof typeof FAULTS;

/** All but `reset` come before anything is executed; `reset` comes after. */
const FAULTS = {
  hang: () => {},
  reset: ({ socket }: ServerResponse) => socket?.resetAndDestroy(),
  'html-502': (response: ServerResponse) =>
    response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>Bad Gateway</html>'),
  'over-quota': (response: ServerResponse) =>
    reply(response, 400, { error: 'ERR max daily request limit exceeded. Limit: 10000' }),
};

/** They need a connection of one's own, so the service has them over TCP only. */
const TCP_ONLY =
  /^(multi|exec|discard|(un)?watch|[sp]?(un)?subscribe|monitor|b[lrz]\w+|client|select|auth|quit)$/i;

class Refused extends Error {
  constructor(
    readonly status: number,
    readonly error: string,
  ) {
    super(error);
  }
}

/**
 * An Upstash (Vercel KV) on 127.0.0.1 that takes and refuses requests as its REST documentation says,
 * over a real Redis or whatever else `backing` carries to. Only the POST forms that its client sends.
 */
export async function startKvRestDouble(options: {
  backing: Transport;
  token: string;
}): Promise<KvRestDouble> {
  const { backing, token } = options;
  let behaviour: Behaviour = 'answer';
  const server = createServer((request, response) => {
    serve(request, response).catch((error) => {
      if (error instanceof Refused) reply(response, error.status, { error: error.error });
      else reply(response, 503, { error: 'ERR the database is not reachable' });
    });
  });
  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await text(request);
    checkCaller(request, token);
    const run = parse(request.url, body);
    if (behaviour !== 'answer' && behaviour !== 'reset') return FAULTS[behaviour](response);
    const answer = await run(backing);
    if (behaviour === 'reset') return FAULTS.reset(response);
    const encode = request.headers['upstash-encoding'] === 'base64' ? encoded : asIs;
    if (Array.isArray(answer)) reply(response, 200, answer.map(encode));
    else reply(response, 'error' in answer ? 400 : 200, encode(answer));
  };
  const listen = async (port: number) => {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  };

  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    token,
    answerWith: (next) => {
      behaviour = next;
    },
    stop: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
    start: () => listen(port),
  };
}

function checkCaller({ method, headers }: IncomingMessage, token: string): void {
  if (headers.authorization !== `Bearer ${token}`) {
    throw new Refused(401, 'WRONGPASS invalid or missing auth token');
  }
  if (method !== 'POST') throw new Refused(405, 'ERR method not allowed');
}

/** What a request asks for, to be run on a backing. */
function parse(url: string | undefined, body: string) {
  const request = parseJson(body);
  if (url === '/') {
    const command = parseCommand(request);
    return (backing: Transport): Promise<Reply | Reply[]> => backing.one(command);
  }
  if (url !== '/pipeline' && url !== '/multi-exec') throw new Refused(400, 'ERR unknown path');
  if (!Array.isArray(request) || request.length === 0) throw malformed();
  const commands = request.map(parseCommand);
  return (backing: Transport) =>
    url === '/pipeline' ? backing.pipeline(commands) : transact(backing, commands);
}

/** A transaction that is discarded whole has one error for all its commands. */
async function transact(backing: Transport, commands: Command[]): Promise<Reply | Reply[]> {
  const replies = await backing.transaction(commands);
  return replies.find(({ error }) => error?.startsWith('EXECABORT')) ?? replies;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    throw malformed();
  }
}

function parseCommand(command: unknown): Command {
  if (!Array.isArray(command) || command.length === 0) throw malformed();
  const [name] = command;
  if (!command.every((part) => typeof part === 'string' || typeof part === 'number')) {
    throw malformed();
  }
  if (TCP_ONLY.test(String(name)))
    throw new Refused(400, `ERR unknown command '${name}' over REST`);
  return command;
}

function malformed(): Refused {
  return new Refused(400, 'ERR failed to parse the request');
}

/** Errors stay readable, and so does a result that is "OK" and nothing else. */
function encoded(answer: Reply): Reply {
  if ('error' in answer || answer.result === 'OK') return answer;
  return { result: encodedResult(answer.result) };
}

function encodedResult(result: unknown): unknown {
  if (Array.isArray(result)) return result.map(encodedResult);
  return typeof result === 'string' ? Buffer.from(result).toString('base64') : result;
}

function asIs(answer: Reply): Reply {
  return answer;
}

function reply(response: ServerResponse, status: number, answer: object): void {
  if (response.destroyed) return;
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
}
