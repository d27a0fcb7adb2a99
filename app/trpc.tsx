'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { createTRPCReact } from '@trpc/react-query';
import type { ComponentType, ReactNode } from 'react';
import type { AppRouter } from '#server/routers/app';
import { client } from './trpc-client';

export const trpc = createTRPCReact<AppRouter>();

/** Offline, requests fail at once with words instead of waiting in silence. */
const networkMode = 'always';

const queryClient = new QueryClient({
  defaultOptions: { queries: { networkMode }, mutations: { networkMode } },
});

/**
 * For whatever asks the server by hooks. It is not around the whole page: the first step of a page
 * does without, since these are as large as all the rest of ours (see later-client.ts).
 */
export function TrpcProvider({ children }: { children: ReactNode }) {
  return (
    <trpc.Provider client={client} queryClient={queryClient}>
      <QueryClientProvider client={queryClient}>{children}</QueryClientProvider>
    </trpc.Provider>
  );
}

/** A component that asks the server by hooks, with what they need. */
export function withTrpc<Props extends object>(Component: ComponentType<Props>) {
  return (props: Props) => (
    <TrpcProvider>
      <Component {...props} />
    </TrpcProvider>
  );
}
