import { pino } from 'pino';
import { requestId } from './request';
import { LOG_SETTINGS } from './serve/log-settings.mjs';
import { traceId } from './tracing';

/**
 * JSON lines on standard output, each with the request and the trace it was written in. Never pass it
 * a code, a password, a token or a whole number.
 */
export const log = pino({
  ...LOG_SETTINGS,
  mixin: () => ({ requestId: requestId(), traceId: traceId() }),
});

/** What may be logged of an error: its kind and place. Messages quote SQL, commands and input. */
export function failureOf(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, stack = '', cause } = error;
  const code = (error as { code?: unknown }).code;
  const at = stack.split('\n').find((line) => line.startsWith('    at '));
  return { name, code, at: at?.trim(), cause: cause ? failureOf(cause) : undefined };
}
