import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What makes one SMS service differ from another. */
export interface Service<Message, Environment = Record<string, string>> {
  /** Reads a request; throws `Refused` where the service refuses. */
  check(request: IncomingMessage, body: string): Message;
  /** How it says that it took the message. */
  sent(message: Message): Reply;
  /** How it says that it did not; without a message it could not read the request. */
  refused(code: string, message?: Message): Reply;
  /** Notes a message that goes out. */
  taken?(message: Message): unknown;
  /** The variables that make it a sender of a Gatehouse. */
  environment(url: string): Environment;
}

export interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

/** Takes the message, which goes out, and fails to say so: the worst case for who asked. */
export type Fault = keyof typeof FAULTS;

/** A code refuses as the service does; a `Reply` takes nothing and answers this. */
type Answer<Code extends string> = 'accept' | Fault | Code | Reply;

/** A function is asked when a good request is there. */
export type Behaviour<Message, Code extends string = string> =
  | Answer<Code>
  | ((message: Message, request: IncomingMessage) => Answer<Code> | Promise<Answer<Code>>);

/** `message` is the code that says why. */
export class Refused extends Error {}

export function demand(holds: unknown, code: string): asserts holds {
  if (!holds) throw new Refused(code);
}

const FAULTS = {
  hang: () => {},
  reset: ({ socket }: ServerResponse) => socket?.resetAndDestroy(),
  'reset-mid-body': (response: ServerResponse, body: string) => {
    response.writeHead(200, { 'Content-Length': body.length });
    response.write(body.slice(0, 20), () => response.socket?.resetAndDestroy());
  },
  'html-502': (response: ServerResponse) =>
    response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>Bad Gateway</html>'),
  empty: (response: ServerResponse) => response.end(),
  endless: (response: ServerResponse, body: string) => {
    const pour = () => response.destroyed || response.write(' '.repeat(65_536), pour);
    response.write(body, pour);
  },
  malformed: (response: ServerResponse, body: string) => response.end(body.slice(0, -1)),
};

/** An SMS service on 127.0.0.1 that takes and refuses as the real one does. */
export class SmsDouble<
  Message,
  Code extends string = string,
  Environment extends Record<string, string> = Record<string, string>,
> {
  url = '';
  /** The messages that went out, oldest first. */
  readonly messages: Message[] = [];
  /** How many HTTP requests came, good or bad. */
  requests = 0;

  readonly #once: Behaviour<Message, Code>[] = [];
  #always: Behaviour<Message, Code> = 'accept';
  readonly #server = createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json;charset=utf-8');
    // Who asked may be gone by now, and a behaviour of the test may have thrown.
    this.#serve(request, response).catch(() => response.destroy());
  });

  constructor(private readonly service: Service<Message, Environment>) {}

  async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
    return this;
  }

  get environment(): Environment {
    return this.service.environment(this.url);
  }

  /** How good requests are answered: `once`, in order of calling, or `always` until told otherwise. */
  answerWith(behaviour: Behaviour<Message, Code>, how: 'once' | 'always' = 'once'): void {
    if (how === 'once') this.#once.push(behaviour);
    else this.#always = behaviour;
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1;
    const body = await text(request);
    try {
      const message = this.service.check(request, body);
      await this.#answer(message, request, response);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      reply(response, this.service.refused(error.message));
    }
  }

  async #answer(message: Message, request: IncomingMessage, response: ServerResponse) {
    const behaviour = this.#once.shift() ?? this.#always;
    const answer = typeof behaviour === 'function' ? await behaviour(message, request) : behaviour;
    if (typeof answer === 'object') return reply(response, answer);
    if (answer !== 'accept' && !isFault(answer)) {
      return reply(response, this.service.refused(answer, message));
    }
    this.messages.push(message);
    this.service.taken?.(message);
    const sent = this.service.sent(message);
    if (isFault(answer)) FAULTS[answer](response, sent.body ?? '');
    else reply(response, sent);
  }
}

function isFault(answer: string): answer is Fault {
  return answer in FAULTS;
}

function reply(response: ServerResponse, { status = 200, headers, body }: Reply): void {
  response.writeHead(status, headers).end(body);
}
