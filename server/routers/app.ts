import { router } from '../trpc';
import { registrationRouter } from './registration';
import { sessionRouter } from './session';

export const appRouter = router({ registration: registrationRouter, session: sessionRouter });

export type AppRouter = typeof appRouter;
