import { type Fault, isRegistered } from '../fault';

/** Longer than the deadline in either form: see the worlds of run.ts. */
const LATENCY_MILLISECONDS = { short: 2_000, long: 10_000 };

export const PROVIDER: Record<string, Fault> = {
  'provider-slow': {
    title: 'the provider takes 10 s to answer',
    // Nobody can say whether it went out, and people go on: not even 502.
    async begin({ world: { gateway }, size }) {
      gateway.slowDown(LATENCY_MILLISECONDS[size]);
      return () => gateway.slowDown(0);
    },
    lasts: ({ heard }) => heard(3, 'people are registered all the same', isRegistered),
  },
};
