import type { inferRouterInputs } from '@trpc/server';
import type { AppRouter } from '#server/routers/app';

/** What a number is verified for. Codes of one purpose are nothing to another. */
export type Purpose = inferRouterInputs<AppRouter>['smsCode']['request']['purpose'];
