import { allowedCountries, metadataOfAllowed } from '../countries';
import { env } from '../env';
import { policy } from '../policy';
import { procedure, router } from '../trpc';

export const settingsRouter = router({
  /** What a page has to know of the configuration to help with a form. */
  current: procedure.query(() => {
    const numbers = policy();
    return {
      countries: allowedCountries(),
      defaultCountry: env().DEFAULT_COUNTRY,
      metadata: metadataOfAllowed(),
      captchaLifetimeSeconds: numbers.CAPTCHA_LIFETIME,
      smsCodeDigits: numbers.SMS_CODE_DIGITS,
      passwordMinLength: numbers.PASSWORD_MIN_LENGTH,
      passwordMaxLength: numbers.PASSWORD_MAX_LENGTH,
    };
  }),
});
