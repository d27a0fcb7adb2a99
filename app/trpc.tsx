'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { httpLink, type TRPCClientErrorLike } from '@trpc/client';
import { createTRPCReact } from '@trpc/react-query';
import { type ReactNode, useState } from 'react';
import type { AppRouter } from '#server/routers/app';
import { fetchInTime } from './fetch-in-time';

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

export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(openQueryClient);
  const [client] = useState(() =>
    trpc.createClient({ links: [httpLink({ url: '/api/trpc', fetch: fetchInTime })] }),
  );
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}

/** Offline, requests fail at once with words instead of waiting in silence. */
function openQueryClient(): QueryClient {
  const networkMode = 'always';
  return new QueryClient({
    defaultOptions: { queries: { networkMode }, mutations: { networkMode } },
  });
}
