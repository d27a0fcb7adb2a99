import { stdTimeFunctions } from 'pino';

/** Of every log we write: JSON lines on standard output. */
export const LOG_SETTINGS = {
  base: undefined,
  level: process.env.LOG_LEVEL || 'info',
  timestamp: stdTimeFunctions.isoTime,
};
