'use client';
import { useEffect } from 'react';
import { type Failure, refusalIn } from '../failure';
import { leadToSignIn } from '../sign-in/destination';
import { trpc } from '../trpc';

/** How the account's pages ask: a failure shows at once, and a line that is back is used. */
export const ASK_ONCE = { retry: false, refetchOnReconnect: true } as const;

/**
 * Who is signed in. Who is not, as the server says now or said in one of the `failures`, is led to
 * sign in and comes back.
 */
export function useSession(...failures: Failure[]) {
  const session = trpc.session.current.useQuery(undefined, ASK_ONCE);
  const isRefused = failures.some((failure) => refusalIn(failure)?.reason === 'signed-out');
  const isSignedOut = isRefused || session.data === null;
  useEffect(() => {
    if (isSignedOut) leadToSignIn();
  }, [isSignedOut]);
  return session;
}
