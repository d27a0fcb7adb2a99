import { z } from 'zod';
import { changeMobile, removeAccount } from '../account';
import { requireChallenge } from '../context';
import { typed } from '../input';
import { router, signedIn } from '../trpc';

export const accountRouter = router({
  /** For who proved the new mobile. */
  changeMobile: signedIn
    .input(z.object({ mobile: typed(), currentPassword: typed() }))
    .mutation(({ input, ctx: { session, ...ctx } }) => {
      const challenge = requireChallenge(ctx, 'mobile-change');
      return changeMobile(session, { ...input, challenge, language: ctx.language }, ctx.visitor);
    }),

  /** For good. */
  remove: signedIn
    .input(z.object({ currentPassword: typed() }))
    .mutation(async ({ input, ctx }) => {
      await removeAccount(ctx.session, input, ctx.visitor);
      ctx.forget();
    }),
});
