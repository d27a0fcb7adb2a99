import { Agent, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';

/** How long the page waits for an answer. */
const PATIENCE_MILLISECONDS = 30_000;

/** What was heard of a request: `status` is 0 where no answer came. */
export interface Answer {
  status: number;
  /** Why it was refused, where the product says so. */
  reason?: string;
  retryAfterSeconds?: number;
  body: string;
}

/** One browser at an address of its own, with its cookies and its connection. */
export class Browser {
  readonly #cookies = new Map<string, string>();
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 2 });

  constructor(
    private readonly url: string,
    readonly address: string,
  ) {}

  get(path: string): Promise<Answer> {
    return this.#send(path);
  }

  /** A tRPC mutation. */
  call(procedure: string, input: object): Promise<Answer> {
    return this.#send(`/api/trpc/${procedure}`, JSON.stringify(input));
  }

  /** As the header has it. */
  get cookie(): string {
    return [...this.#cookies].map((pair) => pair.join('=')).join('; ');
  }

  close(): void {
    this.#agent.destroy();
  }

  #send(path: string, body?: string): Promise<Answer> {
    const headers = {
      'x-forwarded-for': this.address,
      cookie: this.cookie,
      ...(body && { 'content-type': 'application/json' }),
    };
    const method = body ? 'POST' : 'GET';
    const signal = AbortSignal.timeout(PATIENCE_MILLISECONDS);
    return new Promise((resolve) => {
      const cut = () => resolve({ status: 0, body: '' });
      const options = { agent: this.#agent, method, headers, signal };
      const request = httpRequest(this.url + path, options, (response) => {
        this.#keep(response.headers['set-cookie']);
        const status = response.statusCode ?? 0;
        const seconds = Number(response.headers['retry-after']) || undefined;
        const answer = (body: string) =>
          resolve({ status, body, reason: reasonIn(body), retryAfterSeconds: seconds });
        text(response).then(answer, cut);
      });
      request.on('error', cut).end(body);
    });
  }

  #keep(lines: string[] = []): void {
    for (const line of lines) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
    }
  }
}

function reasonIn(body: string): string | undefined {
  try {
    const said = JSON.parse(body);
    return said.error?.data?.reason ?? (said.errno && `errno ${said.errno}`);
  } catch {
    return undefined;
  }
}
