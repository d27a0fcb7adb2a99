import { router } from '../trpc';
import { accountRouter } from './account';
import { captchaRouter } from './captcha';
import { opsRouter } from './ops';
import { passwordRouter } from './password';
import { registrationRouter } from './registration';
import { sessionRouter } from './session';
import { settingsRouter } from './settings';
import { smsCodeRouter } from './sms-code';

export const appRouter = router({
  settings: settingsRouter,
  captcha: captchaRouter,
  smsCode: smsCodeRouter,
  registration: registrationRouter,
  session: sessionRouter,
  password: passwordRouter,
  account: accountRouter,
  ops: opsRouter,
});

export type AppRouter = typeof appRouter;
