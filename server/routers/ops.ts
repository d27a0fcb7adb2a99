import { z } from 'zod';
import { typed } from '../input';
import { ACTS, figures, noteLook, PERIODS, parseLever, pullLever } from '../ops';
import { operatorOnly, router } from '../trpc';

const keysOf = <Key extends string>(of: Record<Key, unknown>) => Object.keys(of) as [Key, ...Key[]];

const lever = z.object({
  act: z.enum(keysOf(ACTS)),
  scope: typed(),
  amounts: typed().optional(),
});

const actorOf = ({ user }: { user: { id: string } }) => `user:${user.id}`;

export const opsRouter = router({
  /** `look` is an opening of the page, which asks again and again with it. */
  figures: operatorOnly
    .input(
      z.object({
        look: z.guid(),
        period: z.enum(keysOf(PERIODS)),
        country: typed().optional(),
        prefix: typed().optional(),
        sender: typed().optional(),
      }),
    )
    .query(async ({ input: { look, ...view }, ctx: { session } }) => {
      await noteLook(look, session.id, actorOf(session));
      return figures(view);
    }),

  /** What would be done, as the guard understands it; nothing is. */
  checkLever: operatorOnly.input(lever).mutation(({ input }) => parseLever(input)),

  pullLever: operatorOnly
    .input(lever)
    .mutation(({ input, ctx: { session } }) => pullLever(input, actorOf(session))),
});
