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

export function TrpcProvider({ children }: { children: ReactNode }) {
  const [queryClient] = useState(openQueryClient);
  const [client] = useState(() => trpc.createClient({ links: [openLink()] }));
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}

/** The server answers, and sends SMS, in the language of the page. */
function openLink() {
  const headers = () => ({ 'Accept-Language': document.documentElement.lang });
  return httpLink({ url: '/api/trpc', fetch: fetchInTime, headers });
}

/** Offline, requests fail at once with words instead of waiting in silence. */
function openQueryClient(): QueryClient {
  const networkMode = 'always';
  return new QueryClient({
    defaultOptions: { queries: { networkMode }, mutations: { networkMode } },
  });
}
