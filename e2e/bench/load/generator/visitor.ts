import { randomUUID } from 'node:crypto';
import { type Agent, type IncomingHttpHeaders, request as send } from 'node:http';
import { buffer } from 'node:stream/consumers';

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

interface Asked {
  method?: string;
  body?: object;
}

/** Somebody new at an address of their own, who keeps cookies and is behind a proxy's `agent`. */
export class Visitor {
  readonly #address = newAddress();
  readonly #cookies = new Map<string, string>();

  constructor(private readonly agent: Agent) {}

  /** Throws where the answer is not 200 and of the `type` of content. */
  async ask(url: string, type: string, { method = 'GET', body }: Asked = {}): Promise<Answer> {
    const answer = await this.#send(url, method, body && JSON.stringify(body));
    const { 'content-type': given = '' } = answer.headers;
    if (answer.status !== 200 || !given.startsWith(type)) {
      throw new Error(`${method} ${url} answered ${answer.status} ${answer.body.subarray(0, 300)}`);
    }
    for (const line of answer.headers['set-cookie'] ?? []) this.#keep(line);
    return answer;
  }

  /** Posts JSON, gets JSON. */
  async post(url: string, body: object): Promise<Answer> {
    return this.ask(url, 'application/json', { method: 'POST', body });
  }

  #keep(line: string) {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    this.#cookies.set(name, value);
  }

  #send(url: string, method: string, body?: string): Promise<Answer> {
    const cookie = [...this.#cookies].map((each) => each.join('=')).join('; ');
    const headers = {
      'X-Forwarded-For': this.#address,
      ...(cookie && { cookie, Origin: new URL(url).origin }),
      ...(body && {
        'Content-Type': 'application/json',
        'Content-Length': Buffer.byteLength(body),
      }),
    };
    return new Promise((resolve, reject) => {
      const outgoing = send(url, { method, headers, agent: this.agent }, (incoming) => {
        const { statusCode: status = 0, headers } = incoming;
        buffer(incoming).then((bytes) => resolve({ status, headers, body: bytes }), reject);
      });
      outgoing.on('error', reject);
      outgoing.end(body);
    });
  }
}

function newAddress(): string {
  const [, , ...groups] = randomUUID().replaceAll('-', '').match(/.{4}/g) ?? [];
  return `2001:db8:${groups.join(':')}`;
}
