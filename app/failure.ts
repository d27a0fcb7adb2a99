import type { TRPCClientErrorLike } from '@trpc/client';
import type { AppRouter } from '#server/routers/app';

/** How a call of the server ended that did not succeed. */
export type Failure = TRPCClientErrorLike<AppRouter> | null;

/** Why the server refused, or nothing when it was not reached at all. */
export function refusalIn(failure: Failure) {
  return failure?.data ?? undefined;
}
