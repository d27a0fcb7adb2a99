import { z } from 'zod';
import { typed } from '../input';
import { maskMobile } from '../mobile';
import { endSession, findSession } from '../sessions';
import { signIn } from '../sign-in';
import { procedure, router } from '../trpc';

export const sessionRouter = router({
  /** The signed-in user, or null. */
  current: procedure.query(async ({ ctx }) => {
    const found = ctx.sessionToken && (await findSession(ctx.sessionToken));
    if (!found) return null;
    if (found.renewed) ctx.keepSession(found.renewed);
    const { mobile, createdAt } = found.user;
    return { maskedMobile: maskMobile(mobile), since: createdAt.toISOString() };
  }),

  signIn: procedure
    .input(z.object({ mobile: typed(), password: typed() }))
    .mutation(async ({ input, ctx }) => {
      ctx.keepSession(await signIn(input, ctx.visitor));
    }),

  signOut: procedure.mutation(async ({ ctx }) => {
    if (ctx.sessionToken) await endSession(ctx.sessionToken);
    ctx.forget();
  }),
});
