import { connect, type Socket } from 'node:net';

const PATIENCE_MILLISECONDS = 30_000;

/** `status` is 0 where the connection ended before there was an answer. */
export interface RawAnswer {
  status: number;
  head: string;
  body: string;
}

export interface How {
  isLast?: boolean;
  isCut?: boolean;
  /** The answer has no body. */
  isHead?: boolean;
}

const NONE: RawAnswer = { status: 0, head: '', body: '' };

/** A connection over which any bytes can be sent, and what is answered is read as HTTP/1.1. */
export class Wire {
  #socket?: Socket;
  #received = Buffer.alloc(0);
  #wake = () => {};

  constructor(
    private readonly host: string,
    private readonly port: number,
  ) {}

  /**
   * Sends a request and reads its answer. With `isLast` it has a connection of its own, with `isCut`
   * one that nothing more is said on.
   */
  async ask(
    bytes: Buffer,
    { isLast = false, isCut = false, isHead = false }: How = {},
  ): Promise<RawAnswer> {
    const socket = this.#open(isLast || isCut);
    socket.write(bytes);
    if (isCut) socket.end();
    const timer = setTimeout(() => socket.destroy(), PATIENCE_MILLISECONDS);
    const answer = await this.#read(socket, isHead);
    clearTimeout(timer);
    const isOver = isLast || isCut || !answer || /\r\nconnection: close/i.test(answer.head);
    if (isOver) this.close();
    return answer ?? NONE;
  }

  close(): void {
    this.#socket?.destroy();
    this.#socket = undefined;
  }

  #open(isFresh: boolean): Socket {
    if (this.#socket && !this.#socket.destroyed && !isFresh) return this.#socket;
    this.close();
    this.#received = Buffer.alloc(0);
    const socket = connect({ port: this.port, host: this.host, allowHalfOpen: true });
    socket.on('data', (chunk) => {
      this.#received = Buffer.concat([this.#received, chunk]);
      this.#wake();
    });
    for (const event of ['end', 'close']) {
      socket.on(event, () => {
        socket.destroy();
        this.#wake();
      });
    }
    socket.on('error', () => {}); // 'close' follows
    this.#socket = socket;
    return socket;
  }

  async #read(socket: Socket, isHead: boolean): Promise<RawAnswer | undefined> {
    const head = await this.#take(socket, (received) => endOf(received, '\r\n\r\n'));
    if (!head) return undefined;
    const text = head.toString('latin1');
    const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
    if (status >= 100 && status < 200) return this.#read(socket, isHead);
    const isEmpty = isHead || status === 204 || status === 304;
    const body = isEmpty ? '' : await this.#readBody(socket, text);
    return { status, head: text, body };
  }

  async #readBody(socket: Socket, head: string): Promise<string> {
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(head)?.[1] ?? Number.NaN);
    const isChunked = /\r\ntransfer-encoding: chunked/i.test(head);
    const body = await this.#take(socket, (received) => {
      if (isChunked)
        return received.indexOf('0\r\n\r\n') === 0 ? 5 : endOf(received, '\r\n0\r\n\r\n');
      if (Number.isNaN(length)) return socket.destroyed ? received.length : -1;
      return received.length >= length ? length : -1;
    });
    return (body ?? this.#received).toString();
  }

  /** What came, up to where `measure` says; undefined where the connection ends before that. */
  async #take(socket: Socket, measure: (received: Buffer) => number): Promise<Buffer | undefined> {
    for (;;) {
      const end = measure(this.#received);
      if (end >= 0) {
        const taken = this.#received.subarray(0, end);
        this.#received = this.#received.subarray(end);
        return taken;
      }
      if (socket.destroyed) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

function endOf(received: Buffer, mark: string): number {
  const at = received.indexOf(mark);
  return at < 0 ? -1 : at + mark.length;
}
