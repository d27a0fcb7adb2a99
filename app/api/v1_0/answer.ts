import { asRefusal, OK, type Refusal } from '#server/errors';
import { failureOf, log } from '#server/log';
import { requestCountry, requestId } from '#server/request';
import { tally } from '#server/tally';

/** The old door's `{errno, errmsg}` for success. */
export function answerOk(headers: Headers): Response {
  return answer(OK, 200, headers);
}

/**
 * `{errno, errmsg}` for whatever was thrown. Old clients read the body and take any other status
 * than 200 for a broken line, so `statusOf` gives 200 where they are the ones who asked. What broke
 * here also has the `request_id` of our logs.
 */
export function answerRefusal(
  error: unknown,
  headers: Headers,
  statusOf: (refusal: Refusal) => number,
): Response {
  const refusal = asRefusal(error);
  const { errmsg, details, rule, cause, reason } = refusal;
  tally('refused', { country: requestCountry(), label: reason });
  if (cause) log.error({ reason, failure: failureOf(cause) }, 'failed');
  if (details.retryAfterSeconds) headers.set('Retry-After', String(details.retryAfterSeconds));
  const status = statusOf(refusal);
  const id = status < 500 ? undefined : requestId();
  return answer({ errno: rule.errno, errmsg, request_id: id }, status, headers);
}

/** These doors act on GET, so what only looks (HEAD) must not act. */
export function refuseHead(): Response {
  return new Response(null, { status: 405, headers: { Allow: 'GET' } });
}

type Body = { errno: string; errmsg: string; request_id?: string };

function answer(body: Body, status: number, headers: Headers) {
  headers.set('Cache-Control', 'no-store');
  return Response.json(body, { status, headers });
}
