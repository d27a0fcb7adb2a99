import { z } from 'zod';
import { requireChallenge } from '../context';
import { captchaId, typed } from '../input';
import { findDelivery } from '../sms';
import { PURPOSES } from '../sms-code';
import { procedure, router } from '../trpc';
import { confirmSmsCode, requestSmsCode } from '../verification';

const purpose = z.enum(PURPOSES);

export const smsCodeRouter = router({
  /** Sends the SMS. The challenge stays in an HttpOnly cookie. */
  request: procedure
    .input(z.object({ purpose, mobile: typed(), imageCodeId: captchaId(), imageCode: typed() }))
    .mutation(({ input, ctx }) => requestSmsCode({ ...input, language: ctx.language }, ctx)),

  /** Proves the mobile; what it is for is the next step, before `provenUntil`. */
  confirm: procedure
    .input(z.object({ purpose, mobile: typed(), smsCode: typed() }))
    .mutation(({ input, ctx }) =>
      confirmSmsCode(input, requireChallenge(ctx, input.purpose), ctx.visitor),
    ),

  /** What became of the SMS this browser waits for, or null. Nobody else's can be asked for. */
  state: procedure.input(z.object({ purpose })).query(async ({ input, ctx }) => {
    const challenge = ctx.challengeOf(input.purpose);
    return { delivery: challenge ? await findDelivery(challenge) : null, now: Date.now() };
  }),
});
