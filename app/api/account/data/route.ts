import { accountData } from '#server/account';
import { createContext } from '#server/context';
import { asRefusal } from '#server/errors';
import { failureOf, log } from '#server/log';
import { inRequest, requestId } from '#server/request';
import { tally } from '#server/tally';

/** Everything that is kept about who is signed in, as a file. */
export function GET(request: Request): Promise<Response> {
  return inRequest(request.headers, () => answer(request));
}

async function answer(request: Request): Promise<Response> {
  const headers = new Headers({ 'Cache-Control': 'no-store' });
  const context = createContext(request.headers, headers);
  try {
    const data = await accountData(context);
    headers.set('Content-Disposition', 'attachment; filename="gatehouse-account.json"');
    headers.set('Content-Type', 'application/json; charset=utf-8');
    return new Response(JSON.stringify(data, null, 2), { headers });
  } catch (error) {
    const refusal = asRefusal(error);
    const { reason, cause, details, rule } = refusal;
    if (cause) log.error({ reason, failure: failureOf(cause) }, 'failed');
    if (details.retryAfterSeconds) headers.set('Retry-After', String(details.retryAfterSeconds));
    const words = refusal.wordsIn(context.language ?? 'en');
    tally('refused', { label: reason });
    const id = rule.http < 500 ? undefined : requestId();
    return Response.json({ reason, words, requestId: id }, { status: rule.http, headers });
  }
}
