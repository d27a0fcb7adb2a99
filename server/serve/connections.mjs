import {
  HEAD_MILLISECONDS,
  keepAliveMilliseconds,
  REQUEST_MILLISECONDS,
  STOP_IDLE_MILLISECONDS,
} from './settings.mjs';

/**
 * The connections of an HTTP server that gets them handed: Node's own deadlines and its graceful
 * close are only for servers that listen.
 */
export class Connections {
  /** Of each connection its deadline. */
  #deadlines = new Map();
  /** Of those with a request that is not answered, its answer. */
  #busy = new Map();
  #stopping = false;
  #onEmpty = () => {};

  constructor(server) {
    server.keepAliveTimeout = keepAliveMilliseconds();
    server.on('connection', (socket) => this.#open(socket));
    server.prependListener('request', (request, response) => this.#begin(request, response));
  }

  /** Each may finish what it has begun, and idle ones have a moment for one request more. */
  async stop() {
    this.#stopping = true;
    for (const response of this.#busy.values()) announceClose(response);
    // What came while this process had no time is read first.
    setTimeout(() => setImmediate(() => this.#closeIdle()), STOP_IDLE_MILLISECONDS);
    if (this.#deadlines.size === 0) return;
    await new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
  }

  #open(socket) {
    this.#expect(socket, HEAD_MILLISECONDS);
    socket.on('close', () => {
      clearTimeout(this.#deadlines.get(socket));
      this.#deadlines.delete(socket);
      this.#busy.delete(socket);
      if (this.#deadlines.size === 0) this.#onEmpty();
    });
  }

  #begin({ socket }, response) {
    this.#busy.set(socket, response);
    this.#expect(socket, REQUEST_MILLISECONDS);
    if (this.#stopping) announceClose(response);
    response.once('close', () => {
      this.#busy.delete(socket);
      if (socket.destroyed) return;
      this.#expect(socket, keepAliveMilliseconds() + HEAD_MILLISECONDS);
      if (this.#stopping) socket.end();
    });
  }

  #expect(socket, milliseconds) {
    clearTimeout(this.#deadlines.get(socket));
    this.#deadlines.set(socket, setTimeout(() => socket.destroy(), milliseconds).unref());
  }

  #closeIdle() {
    for (const socket of this.#deadlines.keys()) {
      if (!this.#busy.has(socket)) socket.destroy();
    }
  }
}

function announceClose(response) {
  if (!response.headersSent) response.setHeader('Connection', 'close');
}
