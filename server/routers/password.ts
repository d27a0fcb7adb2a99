import { z } from 'zod';
import { changePassword } from '../account';
import { requireChallenge } from '../context';
import { typed } from '../input';
import { resetPassword } from '../password-reset';
import { procedure, router, signedIn } from '../trpc';

export const passwordRouter = router({
  /** Ends all other sessions. */
  change: signedIn
    .input(z.object({ currentPassword: typed(), password: typed() }))
    .mutation(({ input, ctx }) => changePassword(ctx.session, input, ctx.visitor)),

  /** For who proved the mobile; ends all sessions and signs them in here. */
  reset: procedure
    .input(z.object({ mobile: typed(), password: typed() }))
    .mutation(async ({ input, ctx }) => {
      const challenge = requireChallenge(ctx, 'password-reset');
      ctx.keepSession(await resetPassword({ ...input, challenge }, ctx.visitor));
    }),
});
