import { createTRPCClient, httpLink } from '@trpc/client';
import type { AppRouter } from '#server/routers/app';
import { fetchInTime } from './fetch-in-time';

/** The server answers, and sends SMS, in the language of the page. */
const headers = () => ({ 'Accept-Language': document.documentElement.lang });

export const client = createTRPCClient<AppRouter>({
  links: [httpLink({ url: '/api/trpc', fetch: fetchInTime, headers })],
});
