import { availableParallelism } from 'node:os';

/**
 * What the process that serves is told by its environment, and by no `.env` file: it reads this
 * before Next reads those. Each with its default and what it is for.
 */
export const SERVE_VARIABLES = {
  PORT: { default: '3000', describe: 'where it listens' },
  HOST: { default: '0.0.0.0', describe: 'the address it listens on' },
  WORKERS: { default: '', describe: 'how many worker processes; not set: one for each core' },
  METRICS_PORT: {
    default: '9464',
    describe: 'where Prometheus finds /metrics of all workers; off for nowhere',
  },
  METRICS_HOST: { default: '127.0.0.1', describe: 'the address /metrics is on' },
};

/**
 * The settings in force; a `metricsPort` that is undefined is switched off. Throws what to mend.
 * @param {Record<string, string | undefined>} [environment]
 */
export function settings(environment = process.env) {
  const said = (name) => environment[name] || SERVE_VARIABLES[name].default;
  return {
    port: wholeNumber('PORT', said('PORT'), 65_535),
    hostname: said('HOST'),
    workers: wholeNumber('WORKERS', said('WORKERS') || availableParallelism(), 1_024, 1),
    metricsPort:
      said('METRICS_PORT') === 'off'
        ? undefined
        : wholeNumber('METRICS_PORT', said('METRICS_PORT'), 65_535),
    metricsHost: said('METRICS_HOST'),
  };
}

function wholeNumber(name, text, max, min = 0) {
  const number = Number(text);
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new Error(`Gatehouse cannot start: ${name} must be a whole number from ${min} to ${max}`);
}

/** From SIGTERM to the end of everything. */
export const STOP_MILLISECONDS = 10_000;

/** Of those, kept for what is not a request: what is still to be written. */
export const STOP_HOOK_MILLISECONDS = 2_000;

/** How long a browser's or a proxy's connection may still be used after SIGTERM, for one request. */
export const STOP_IDLE_MILLISECONDS = 500;

/** From the first moment of a connection, or of its idling, to the whole head of a request. */
export const HEAD_MILLISECONDS = 10_000;

/** From the head of a request to the end of its answer; the slowest thing here is an SMS. */
export const REQUEST_MILLISECONDS = 60_000;

/**
 * How long a connection may idle. Proxies must be the first to close theirs, or a request meets a
 * connection that has just gone: nginx and most load balancers do so after 60 s.
 * @param {Record<string, string | undefined>} [environment]
 */
export function keepAliveMilliseconds(environment = process.env) {
  return Number(environment.TRUSTED_PROXY_HOPS) > 0 ? 75_000 : 5_000;
}

/** No door of the API takes a longer body; most take far less. */
export const MAX_BODY_BYTES = 256 * 1024;

/** Connections on their way to one worker: the next is there when it has taken the last. */
export const HANDED_AT_ONCE = 2;

/** Before a worker that died young is replaced: the first time, and at most. Doubles in between. */
export const REPLACE_MILLISECONDS = { first: 100, most: 10_000 };

/** A worker that lived this long did not die of its start. */
export const YOUNG_MILLISECONDS = 10_000;
