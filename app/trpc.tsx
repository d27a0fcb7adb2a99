'use client';
import { QueryClient, QueryClientProvider, useQueryClient } from '@tanstack/react-query';
import { httpLink, type TRPCClientErrorLike } from '@trpc/client';
import { createTRPCReact } from '@trpc/react-query';
import { type ReactNode, useState } from 'react';
import type { AppRouter } from '#server/routers/app';

export const trpc = createTRPCReact<AppRouter>();

export type Failure = TRPCClientErrorLike<AppRouter> | null;

/** Why the server refused, or nothing when it was not reached at all. */
export function refusalIn(failure: Failure) {
  return failure?.data ?? undefined;
}

/** What to tell the visitor of a failure. */
export function wordsFor(failure: Failure): string | undefined {
  if (!failure) return undefined;
  return (
    refusalIn(failure)?.words ??
    'We could not be reached. Check your connection and try again: nothing you typed is lost.'
  );
}

/** Whether a form is being sent at this moment: `isPending` is a render late for a double click. */
export function useIsSending(): () => boolean {
  const queryClient = useQueryClient();
  return () => queryClient.isMutating() > 0;
}

export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(
    // Offline, fail at once with words instead of waiting in silence.
    () => new QueryClient({ defaultOptions: { mutations: { networkMode: 'always' } } }),
  );
  const [client] = useState(() => trpc.createClient({ links: [httpLink({ url: '/api/trpc' })] }));
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}
