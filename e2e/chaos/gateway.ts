import { setTimeout } from 'node:timers/promises';
import { startCcpDouble } from '../support/ccp-double';

/** What the service says of an id it has seen. */
const DUPLICATE = '160054';

/** An SMS that went out; `at` is of `performance.now()`. */
export interface Sent {
  to: string;
  code: string;
  reqId?: string;
  at: number;
}

export type Gateway = Awaited<ReturnType<typeof startGateway>>;

/** The provider outside: strict, and as slow as it is told to be. `now`: epoch milliseconds. */
export async function startGateway(now: () => number) {
  const sent: Sent[] = [];
  const taken = new Set<string>();
  let latencyMilliseconds = 0;
  const double = await startCcpDouble({
    noticeTemplateId: '2',
    now: () => new Date(now()),
  });
  double.answerWith(async ({ to, code, reqId = '' }) => {
    const isNew = !taken.has(reqId);
    taken.add(reqId);
    // It goes out at once; only the answer is slow.
    if (isNew) sent.push({ to, code, reqId, at: performance.now() });
    double.messages.length = 0;
    if (latencyMilliseconds > 0) await setTimeout(latencyMilliseconds, undefined, { ref: false });
    return isNew ? 'accept' : DUPLICATE;
  }, 'always');
  return {
    environment: double.environment,
    secrets: [double.environment.CCP_AUTH_TOKEN],
    sent,
    /** Oldest first. */
    to: (mobile: string) => sent.filter((message) => message.to === mobile),
    /** Good and bad ones. */
    requests: () => double.requests,
    slowDown: (milliseconds: number) => {
      latencyMilliseconds = milliseconds;
    },
    stop: () => double.stop(),
  };
}
