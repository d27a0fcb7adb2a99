import type { inferRouterOutputs } from '@trpc/server';
import type { AppRouter } from '#server/routers/app';

type Checked = inferRouterOutputs<AppRouter>['ops']['checkLever'];

/** What is to be done to whom, as the guard understands it. */
export type Pull = Omit<Checked, 'amounts'> & { amounts?: string };
