import { z } from 'zod';
import { requireChallenge } from '../context';
import { typed } from '../input';
import { maskMobile } from '../mobile';
import {
  endOtherSessions,
  endSession,
  endSessionById,
  findSession,
  listSessions,
} from '../sessions';
import { signIn, signInBySms } from '../sign-in';
import { procedure, router, signedIn } from '../trpc';

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

  /** For who proved the mobile. */
  signInBySms: procedure.input(z.object({ mobile: typed() })).mutation(async ({ input, ctx }) => {
    const challenge = requireChallenge(ctx, 'sign-in');
    ctx.keepSession(await signInBySms({ ...input, challenge }, ctx.visitor));
  }),

  signOut: procedure.mutation(async ({ ctx }) => {
    if (ctx.sessionToken) await endSession(ctx.sessionToken);
    ctx.forget();
  }),

  /** Where the user is signed in, the last used first. */
  list: signedIn.query(({ ctx }) => listSessions(ctx.session)),

  /** Ends one of them; one's own signs out. */
  end: signedIn.input(z.object({ id: z.guid() })).mutation(async ({ input, ctx }) => {
    await endSessionById(ctx.session.user, input.id);
    if (input.id === ctx.session.id) ctx.forget();
  }),

  endOthers: signedIn.mutation(async ({ ctx }) => ({
    ended: await endOtherSessions(ctx.session),
  })),
});
