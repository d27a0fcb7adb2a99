import { router } from '../trpc';
import { captchaRouter } from './captcha';
import { registrationRouter } from './registration';
import { sessionRouter } from './session';

export const appRouter = router({
  captcha: captchaRouter,
  registration: registrationRouter,
  session: sessionRouter,
});

export type AppRouter = typeof appRouter;
