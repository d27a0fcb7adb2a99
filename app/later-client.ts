import type { client } from './trpc-client';

export type Client = typeof client;

let loading: Promise<Client> | undefined;

/** The client for the first step of a page, which is shown and typed into before it is there. */
export function laterClient(): Promise<Client> {
  loading ??= import('./trpc-client').then((module) => module.client);
  loading.catch(() => {
    loading = undefined; // the next one who asks tries again
  });
  return loading;
}
