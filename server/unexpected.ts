import { failureOf, log } from './log';
import { inRequest } from './request';
import { tally } from './tally';

/**
 * Says of what no door of ours has caught where it was thrown; `route` is its pattern, not its address.
 * The error page shows the `digest`.
 */
export function reportUnexpected(error: unknown, route: string, requestId = ''): void {
  void inRequest(new Headers({ 'x-request-id': requestId }), () => {
    const { digest } = error as { digest?: string };
    log.error({ route, digest, failure: failureOf(error) }, 'unexpected');
    tally('refused', { label: 'internal' });
  });
}
