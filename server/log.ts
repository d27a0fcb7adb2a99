import { pino } from 'pino';

/** JSON lines on standard output. Never pass it a code, a password, a token or a whole number. */
export const log = pino({
  base: undefined,
  level: process.env.LOG_LEVEL || 'info',
  timestamp: pino.stdTimeFunctions.isoTime,
});

/** What may be logged of an error: its kind and place. Messages quote SQL, commands and input. */
export function failureOf(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error };
  const { name, stack = '', cause } = error;
  const code = (error as { code?: unknown }).code;
  const at = stack.split('\n').find((line) => line.startsWith('    at '));
  return { name, code, at: at?.trim(), cause: cause ? failureOf(cause) : undefined };
}
