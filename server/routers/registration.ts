import { z } from 'zod';
import { requireChallenge } from '../context';
import { typed } from '../input';
import { register } from '../registration';
import { procedure, router } from '../trpc';

export const registrationRouter = router({
  /** Makes who proved the mobile a user and signs them in. */
  register: procedure
    .input(z.object({ mobile: typed(), password: typed() }))
    .mutation(async ({ input, ctx }) => {
      const challenge = requireChallenge(ctx, 'registration');
      ctx.keepSession(await register({ ...input, challenge }, ctx.visitor));
    }),
});
