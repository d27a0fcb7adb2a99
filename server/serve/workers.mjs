import cluster from 'node:cluster';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { LOG_SETTINGS } from './log-settings.mjs';
import { HANDED_AT_ONCE, REPLACE_MILLISECONDS, YOUNG_MILLISECONDS } from './settings.mjs';

const log = pino(LOG_SETTINGS);

/** The processes that answer. */
export class Workers {
  /** Those that take connections; the next in turn first. */
  #ready = new Set();
  /** Those that were told to end, and wait for a successor. */
  #leavers = new Set();
  /** Connections that no worker was free to take yet, each with its first bytes; the oldest first. */
  #waiting = [];
  #onAllHanded = () => {};
  /** Connections handed to workers so far: the name of the next. */
  #given = 0;
  #stopping = false;
  #youngDeaths = 0;

  /** How many take connections. */
  get ready() {
    return this.#ready.size;
  }

  /** One worker, which brings the database up to date; false where it ends instead. */
  async startFirst() {
    const worker = this.#fork();
    const ready = new Promise((resolve) => this.#onReady(worker, () => resolve(true)));
    const ended = once(worker, 'exit').then(() => false);
    return Promise.race([ready, ended]);
  }

  /** From now on there are `count`, whatever happens to them. */
  keep(count) {
    for (const worker of Object.values(cluster.workers)) this.#replaceWhenGone(worker);
    for (let i = Object.keys(cluster.workers).length; i < count; i++) this.#add();
  }

  /** Has a worker take a paused connection of which `bytes` were read. */
  give(socket, bytes) {
    this.#waiting.push({ socket, bytes });
    this.#handOver();
  }

  /** No more connections for anybody but until `last`. Returns when all have answered and are gone. */
  async stop(last) {
    this.#stopping = true;
    await last;
    await this.#allHanded();
    const all = Object.values(cluster.workers);
    await Promise.all(all.map((worker) => this.#dismiss(worker)));
  }

  /**
   * As node:cluster does it: who waits, waits here and not in the channel to a worker, where every
   * acknowledgement has Node queue all of them anew.
   */
  #handOver() {
    while (this.#waiting.length > 0) {
      const worker = this.#next();
      if (!worker) return;
      this.#hand(this.#waiting.shift(), worker);
    }
    this.#onAllHanded();
  }

  #hand(connection, worker) {
    const { socket, bytes } = connection;
    const id = this.#given++;
    const message = { type: 'gatehouse:connection', id, bytes: bytes.toString('latin1') };
    // Kept until it says so: a worker may die between the sending and its taking.
    worker.untaken.set(id, connection);
    worker.send(message, socket, { keepOpen: true }, (error) => {
      // Whoever dies is asked no more; what it had not got, another does: see #bury.
      if (error) this.#ready.delete(worker);
    });
  }

  async #allHanded() {
    if (this.#waiting.length === 0) return;
    await new Promise((resolve) => {
      this.#onAllHanded = resolve;
    });
  }

  #fork() {
    const worker = cluster.fork();
    Object.assign(worker, { startedAt: performance.now(), untaken: new Map() });
    // Not at its exit: what it said before may still be read.
    worker.process.once('close', () => this.#bury(worker));
    worker.on('message', ({ type, id }) => {
      if (type === 'gatehouse:leaving') this.#leaving(worker);
      if (type === 'gatehouse:taken') this.#taken(worker, id);
    });
    this.#onReady(worker, () => this.#take(worker));
    return worker;
  }

  #onReady(worker, then) {
    worker.on('message', ({ type }) => type === 'gatehouse:ready' && then());
  }

  #take(worker) {
    if (this.#stopping) return;
    log.info({ worker: worker.process.pid }, 'worker takes connections');
    worker.hasServed = true;
    this.#ready.add(worker);
    this.#handOver();
    for (const leaver of this.#leavers) this.#dismiss(leaver);
    this.#leavers.clear();
  }

  /** The worker has it, and we need not keep our end. */
  #taken({ untaken }, id) {
    untaken.get(id)?.socket.destroy();
    untaken.delete(id);
    this.#handOver();
  }

  #next() {
    let next;
    for (const worker of this.#ready) {
      if (worker.untaken.size < (next?.untaken.size ?? HANDED_AT_ONCE)) next = worker;
    }
    // To the end of the row, so that equals take turns.
    if (this.#ready.delete(next)) this.#ready.add(next);
    return next;
  }

  #add() {
    this.#replaceWhenGone(this.#fork());
  }

  #replaceWhenGone(worker) {
    worker.once('exit', (code, signal) => {
      if (!worker.isReplaced) this.#replace(worker, { code, signal });
    });
  }

  #bury(worker) {
    this.#ready.delete(worker);
    this.#waiting.unshift(...worker.untaken.values());
    this.#handOver();
  }

  async #replace(worker, how) {
    if (this.#stopping) return;
    const isYoung = performance.now() - worker.startedAt < YOUNG_MILLISECONDS;
    this.#youngDeaths = isYoung ? this.#youngDeaths + 1 : 0;
    log.error({ worker: worker.process.pid, ...how }, 'worker died');
    const { first, most } = REPLACE_MILLISECONDS;
    await setTimeout(isYoung ? Math.min(most, first * 2 ** (this.#youngDeaths - 1)) : 0);
    if (!this.#stopping) this.#add();
  }

  /** One that was told to end, by itself: another takes its place before it is gone. */
  #leaving(worker) {
    if (this.#stopping || worker.isReplaced || !worker.hasServed) return;
    worker.isReplaced = true;
    this.#leavers.add(worker);
    this.#add();
  }

  /** After all connections it was given comes the word that there are no more. */
  async #dismiss(worker) {
    this.#ready.delete(worker);
    if (worker.isDead()) return;
    const gone = once(worker, 'exit');
    if (!worker.hasServed) worker.process.kill('SIGKILL');
    else if (worker.isConnected()) worker.send({ type: 'gatehouse:stop' }, () => {});
    await gone;
  }
}
