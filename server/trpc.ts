import { initTRPC, TRPCError } from '@trpc/server';
import { getHTTPStatusCodeFromError } from '@trpc/server/http';
import type { Context } from './context';
import { asRefusal, type Details, type Reason, Refusal } from './errors';
import { failureOf, log } from './log';
import { requestCountry, requestId } from './request';
import { requireSession } from './sessions';
import { tally } from './tally';

export const CODE_OF_HTTP = {
  400: 'BAD_REQUEST',
  401: 'UNAUTHORIZED',
  403: 'FORBIDDEN',
  404: 'NOT_FOUND',
  409: 'CONFLICT',
  429: 'TOO_MANY_REQUESTS',
  500: 'INTERNAL_SERVER_ERROR',
  502: 'BAD_GATEWAY',
  503: 'SERVICE_UNAVAILABLE',
} as const;

/** What a client finds in `error.data` of every error. */
interface ErrorData extends Details {
  reason: Reason;
  /** For the visitor, in their language, at `field` where there is one. */
  words: string;
  field?: string;
  renewCaptcha?: boolean;
  /** What our logs have of it: see server/request.ts. */
  requestId?: string;
}

const t = initTRPC.context<Context>().create({
  errorFormatter: ({ shape, error, ctx }) => {
    const { httpStatus } = shape.data;
    const refusal = refusalOf(error);
    const { reason, details } = refusal;
    const { field, renewCaptcha } = refusal.rule;
    const words = refusal.wordsIn(ctx?.language ?? 'en');
    const rest = { field, renewCaptcha, requestId: requestId() };
    const data: ErrorData = { reason, words, ...rest, ...details };
    // Nothing of an unexpected error's own message: it may hold SQL, a number or a code.
    return { code: shape.code, message: reason, data: { ...data, httpStatus } };
  },
});

export const router = t.router;
export const createCaller = t.createCallerFactory;

/** Every procedure: a thrown `Refusal` becomes the tRPC error of its row in the table. */
export const procedure = t.procedure.use(async ({ next, path }) => {
  const result = await next();
  if (result.ok) return result;
  const refusal = refusalOf(result.error);
  tally('refused', { country: requestCountry(), label: refusal.reason });
  if (refusal.cause)
    log.error({ path, reason: refusal.reason, failure: failureOf(refusal.cause) }, 'failed');
  throw new TRPCError({
    code: CODE_OF_HTTP[refusal.rule.http],
    message: refusal.reason,
    cause: refusal,
  });
});

/** A procedure for who is signed in; `ctx.session` is theirs. Refuses `signed-out`. */
export const signedIn = procedure.use(async ({ ctx, next }) => {
  const session = await requireSession(ctx);
  return next({ ctx: { session } });
});

/** A procedure for operators. Refuses `signed-out` and `not-operator`. */
export const operatorOnly = signedIn.use(({ ctx, next }) => {
  if (!ctx.session.user.isOperator) throw new Refusal('not-operator');
  return next();
});

/** The refusal behind a tRPC error. What tRPC itself refuses (no such procedure) is bad input. */
export function refusalOf(error: TRPCError): Refusal {
  const refusal = asRefusal(error.cause ?? error);
  const isBadRequest = getHTTPStatusCodeFromError(error) < 500;
  if (refusal.reason !== 'internal' || !isBadRequest) return refusal;
  return new Refusal('parameter-invalid', { parameter: 'request' });
}
