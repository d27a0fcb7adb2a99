import cluster from 'node:cluster';
import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { pino } from 'pino';
import { REPLACE_MILLISECONDS, YOUNG_MILLISECONDS } from './settings.mjs';

const log = pino({
  base: undefined,
  level: process.env.LOG_LEVEL || 'info',
  timestamp: pino.stdTimeFunctions.isoTime,
});

/** The processes that answer. */
export class Workers {
  /** Those that take connections; the next in turn first. */
  #ready = new Set();
  /** Those that were told to end, and wait for a successor. */
  #leavers = new Set();
  /** Connections that came while there was nobody. */
  #waiting = [];
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

  /** Hands a paused connection to the worker that has fewest to fetch. */
  give(socket) {
    const worker = this.#next();
    if (!worker) return this.#waiting.push(socket);
    const id = this.#given++;
    worker.unfetched.set(id, socket);
    // Kept until it says so: a worker may die between the sending and its taking.
    worker.send({ type: 'gatehouse:connection', id }, socket, { keepOpen: true }, (error) => {
      // Whoever dies is asked no more; what it had not got, another does: see #bury.
      if (error) this.#ready.delete(worker);
    });
  }

  /** No more connections for anybody. Returns when all have answered and are gone. */
  async stop() {
    this.#stopping = true;
    const all = Object.values(cluster.workers);
    await Promise.all(all.map((worker) => this.#dismiss(worker)));
  }

  #fork() {
    const worker = cluster.fork();
    Object.assign(worker, { startedAt: performance.now(), unfetched: new Map() });
    worker.once('exit', () => this.#bury(worker));
    worker.on('message', ({ type, id }) => {
      if (type === 'gatehouse:leaving') this.#leaving(worker);
      if (type === 'gatehouse:taken') fetched(worker, id);
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
    for (const socket of this.#waiting.splice(0)) this.give(socket);
    for (const leaver of this.#leavers) this.#dismiss(leaver);
    this.#leavers.clear();
  }

  #next() {
    let next;
    for (const worker of this.#ready) {
      if (!next || worker.unfetched.size < next.unfetched.size) next = worker;
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
    for (const socket of worker.unfetched.values()) this.give(socket);
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

/** The worker has a connection, and we need not keep our end of it. */
function fetched({ unfetched }, id) {
  unfetched.get(id)?.destroy();
  unfetched.delete(id);
}
