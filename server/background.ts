import { failureOf, log } from './log';

/** One run; `stopping` is aborted when the process is about to end. */
type Work = (stopping: AbortSignal) => unknown;

interface Loop {
  name: string;
  seconds: number;
  work: Work;
  timer?: NodeJS.Timeout;
  running?: Promise<void>;
  isNudged?: boolean;
}

/** Module state is not shared between Next's bundles; `globalThis` is. */
const open = globalThis as {
  gatehouseBackground?: {
    loops: Map<string, Loop>;
    atStop: (() => Promise<unknown>)[];
    stop: AbortController;
  };
  /** Whoever ends the process awaits this before. */
  gatehouseStopping?: () => Promise<void>;
};

/**
 * Runs `work` in this process, the first time after `seconds` and then as long after each run. It
 * never overlaps itself, its failures are lines of the log, and no process lives on for it. Who has
 * `name` already is replaced.
 */
export function every(seconds: number, name: string, work: Work): void {
  const loop: Loop = { name, seconds, work };
  background().loops.set(name, loop);
  schedule(loop);
}

/** Has the work of that name done now, or once more after the run that is under way. */
export function nudge(name: string): void {
  const loop = background().loops.get(name);
  if (!loop) return;
  if (loop.running) loop.isNudged = true;
  else run(loop);
}

/** Has `work` done before the process ends, when all loops rest. */
export function onStop(work: () => Promise<unknown>): void {
  background().atStop.push(work);
}

function background() {
  open.gatehouseStopping ??= stop;
  open.gatehouseBackground ??= { loops: new Map(), atStop: [], stop: new AbortController() };
  return open.gatehouseBackground;
}

function schedule(loop: Loop): void {
  loop.timer = setTimeout(run, loop.seconds * 1000, loop).unref();
}

function run(loop: Loop): void {
  clearTimeout(loop.timer);
  // Not at once: work that nudges itself must find that it runs.
  loop.running = Promise.resolve().then(() => runOnce(loop));
}

async function runOnce(loop: Loop): Promise<void> {
  const { loops, stop } = background();
  if (stop.signal.aborted || loops.get(loop.name) !== loop) return;
  do {
    loop.isNudged = false;
    await attempt(loop.name, () => loop.work(stop.signal));
  } while (loop.isNudged && !stop.signal.aborted);
  loop.running = undefined;
  if (!stop.signal.aborted && loops.get(loop.name) === loop) schedule(loop);
}

async function stop(): Promise<void> {
  const { loops, atStop, stop } = background();
  stop.abort();
  for (const { timer } of loops.values()) clearTimeout(timer);
  await Promise.all([...loops.values()].map(({ running }) => running));
  await Promise.all(atStop.splice(0).map((work) => attempt('stop', work)));
}

async function attempt(name: string, work: () => unknown): Promise<void> {
  try {
    await work();
  } catch (error) {
    log.error({ work: name, failure: failureOf(error) }, 'background work failed');
  }
}
