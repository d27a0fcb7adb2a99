import { z } from 'zod';
import { issueProblem } from '../captcha';
import { captchaId } from '../input';
import { procedure, router } from '../trpc';

export const captchaRouter = router({
  /** A proof of work for the browser; its solution is an answer like the picture's characters. */
  issueProblem: procedure
    .input(z.object({ imageCodeId: captchaId() }))
    .mutation(({ input, ctx }) => issueProblem(input.imageCodeId, ctx.visitor)),
});
