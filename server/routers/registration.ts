import { z } from 'zod';
import { Refusal } from '../errors';
import { captchaId, typed } from '../input';
import { policy } from '../policy';
import { register, requestSmsCode } from '../registration';
import { findDelivery } from '../sms';
import { procedure, router } from '../trpc';

export const registrationRouter = router({
  /** Sends the SMS. The challenge stays in an HttpOnly cookie. */
  requestSmsCode: procedure
    .input(
      z.object({
        mobile: typed(),
        imageCodeId: captchaId(),
        imageCode: typed(),
        language: typed().optional(),
      }),
    )
    .mutation(async ({ input, ctx }) => {
      const sent = await requestSmsCode(input, ctx);
      const { SMS_CODE_DIGITS, PASSWORD_MIN_LENGTH } = policy();
      return { ...sent, smsCodeDigits: SMS_CODE_DIGITS, passwordMinLength: PASSWORD_MIN_LENGTH };
    }),

  /** What became of the SMS this browser waits for, or null. Nobody else's can be asked for. */
  deliveryState: procedure.query(({ ctx }) => (ctx.challenge ? findDelivery(ctx.challenge) : null)),

  /** Makes the visitor a user and signs them in. */
  register: procedure
    .input(z.object({ mobile: typed(), smsCode: typed(), password: typed() }))
    .mutation(async ({ input, ctx }) => {
      if (!ctx.challenge) throw new Refusal('sms-code-expired');
      ctx.keepSession(await register({ ...input, challenge: ctx.challenge }, ctx.visitor));
    }),
});
