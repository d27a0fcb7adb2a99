import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { type CcpAccount, type CcpMessage, checkRequest, demand, Refused } from './ccp-rules';

export type { CcpMessage };

/** Takes the message, which goes out, and fails to say so: the worst case for who asked. */
type Fault = keyof typeof FAULTS;

/** Takes nothing and answers this. */
interface Reply {
  status?: number;
  headers?: Record<string, string>;
  body?: string;
}

type Answer = 'accept' | Fault | `${number}` | Reply;

/** A status code such as `160038` refuses; a function is asked when a good request is there. */
export type Behaviour =
  | Answer
  | ((message: CcpMessage, request: IncomingMessage) => Answer | Promise<Answer>);

const SENT = JSON.stringify({
  statusCode: '000000',
  // The space is in the service's own documentation.
  templateSMS: {
    dateCreated: '20130201155306',
    smsMessageSid: ' ff8080813c373cab013c94b0f0512345',
  },
});

const FAULTS = {
  hang: () => {},
  reset: ({ socket }: ServerResponse) => socket?.resetAndDestroy(),
  'reset-mid-body': (response: ServerResponse) => {
    response.writeHead(200, { 'Content-Length': SENT.length });
    response.write(SENT.slice(0, 20), () => response.socket?.resetAndDestroy());
  },
  'html-502': (response: ServerResponse) =>
    response.writeHead(502, { 'Content-Type': 'text/html' }).end('<html>Bad Gateway</html>'),
  empty: (response: ServerResponse) => response.end(),
  endless: (response: ServerResponse) => {
    const pour = () => response.destroyed || response.write(' '.repeat(65_536), pour);
    response.write(SENT, pour);
  },
  'numeric-status': (response: ServerResponse) => response.end(SENT.replace('"000000"', '0')),
  malformed: (response: ServerResponse) => response.end(SENT.slice(0, -1)),
};

/**
 * A Yuntongxun on 127.0.0.1 that takes and refuses TemplateSMS as the real one does, with its status
 * codes. Where its documentation is silent, this is the stricter of the two.
 */
export async function startCcpDouble(
  options: CcpAccount & { now?: () => Date },
): Promise<CcpDouble> {
  const { now = () => new Date(), ...account } = options;
  const double = new CcpDouble(account, now);
  await double.listen();
  return double;
}

export class CcpDouble {
  url = '';
  /** The messages that went out, oldest first. */
  readonly messages: CcpMessage[] = [];
  /** How many HTTP requests came, good or bad. */
  requests = 0;

  readonly #once: Behaviour[] = [];
  #always: Behaviour = 'accept';
  readonly #taken = new Set<string>();
  readonly #server = createServer((request, response) => {
    response.setHeader('Content-Type', 'application/json;charset=utf-8');
    // Who asked may be gone by now, and a behaviour of the test may have thrown.
    this.#serve(request, response).catch(() => response.destroy());
  });

  constructor(
    private readonly account: CcpAccount,
    private readonly now: () => Date,
  ) {}

  async listen(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** The variables that make it the sender of a Gatehouse. */
  get environment() {
    return {
      SMS_ROUTES: '*=ccp',
      CCP_ACCOUNT_SID: this.account.accountSid,
      CCP_AUTH_TOKEN: this.account.authToken,
      CCP_APP_ID: this.account.appId,
      CCP_TEMPLATE_ID: this.account.templateId,
      CCP_BASE_URL: this.url,
    };
  }

  /** How good requests are answered: `once`, in order of calling, or `always` until told otherwise. */
  answerWith(behaviour: Behaviour, how: 'once' | 'always' = 'once'): void {
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
      const message = checkRequest(request, body, this.account, this.now());
      demand(!this.#taken.has(idOf(message)), '160054');
      await this.#answer(message, request, response);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      response.end(JSON.stringify({ statusCode: error.message, statusMsg: '请求被拒绝' }));
    }
  }

  async #answer(message: CcpMessage, request: IncomingMessage, response: ServerResponse) {
    const behaviour = this.#once.shift() ?? this.#always;
    const answer = typeof behaviour === 'function' ? await behaviour(message, request) : behaviour;
    if (typeof answer === 'object') return reply(response, answer);
    if (answer !== 'accept' && !isFault(answer)) throw new Refused(answer);
    this.messages.push(message);
    if (message.reqId) this.#taken.add(idOf(message));
    if (answer === 'accept') response.end(SENT);
    else FAULTS[answer](response);
  }
}

/** A `reqId` is good once a day, and the day is China's. */
function idOf({ reqId, at }: CcpMessage): string {
  return `${new Date(at.getTime() + 8 * 3_600_000).toISOString().slice(0, 10)} ${reqId}`;
}

function isFault(answer: string): answer is Fault {
  return answer in FAULTS;
}

function reply(response: ServerResponse, { status = 200, headers, body }: Reply): void {
  response.writeHead(status, headers).end(body);
}
