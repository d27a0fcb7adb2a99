import type { Fault } from './fault';
import { CROWDS } from './faults/crowds';
import { POSTGRES } from './faults/postgres';
import { PROCESSES } from './faults/processes';
import { PROVIDER } from './faults/provider';
import { REDIS } from './faults/redis';

/** Every fault that is tried, by its name. */
export const FAULTS: Record<string, Fault> = {
  ...PROCESSES,
  ...REDIS,
  ...POSTGRES,
  ...PROVIDER,
  ...CROWDS,
};
