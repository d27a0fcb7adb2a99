import { setImmediate, setTimeout } from 'node:timers/promises';
import { HEAD_MILLISECONDS, STOP_IDLE_MILLISECONDS } from './settings.mjs';

/**
 * Connections that have said nothing yet. However many there are, no worker hears of them: `onSpoken`
 * gets each, paused, with its first bytes. Their listener needs `LISTENER_OPTIONS`.
 */
export class Newcomers {
  #silent = new Set();
  #onSpoken;
  #onEmpty = () => {};

  constructor(onSpoken) {
    this.#onSpoken = onSpoken;
  }

  add(socket) {
    this.#silent.add(socket);
    socket.on('error', () => {}); // reset before anybody took it
    socket.setTimeout(HEAD_MILLISECONDS, () => socket.destroy());
    socket.once('data', (bytes) => this.#hear(socket, bytes));
    socket.once('close', () => this.#remove(socket));
  }

  /** Each has a moment to begin. Returns when all have spoken or are gone. */
  async leave() {
    if (this.#silent.size === 0) return;
    const empty = new Promise((resolve) => {
      this.#onEmpty = resolve;
    });
    await Promise.race([empty, setTimeout(STOP_IDLE_MILLISECONDS)]);
    await setImmediate(); // what came while this process had no time is read first
    for (const socket of this.#silent) socket.destroy();
  }

  #hear(socket, bytes) {
    socket.setTimeout(0);
    socket.pause();
    // Node stops reading when it has more than it may buffer: what comes now is the worker's.
    socket.unshift(bytes);
    this.#remove(socket);
    this.#onSpoken(socket, bytes);
  }

  #remove(socket) {
    this.#silent.delete(socket);
    if (this.#silent.size === 0) this.#onEmpty();
  }
}

/** With these a socket that was read once and is paused is not read on. */
export const LISTENER_OPTIONS = { highWaterMark: 1, noDelay: true };
