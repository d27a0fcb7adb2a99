import { readAtMost } from '#app/api/body';
import { answerRefusal } from '#app/api/v1_0/answer';
import { inRequest } from '#server/request';
import { MAX_RECEIPT_BYTES, receiptDoor } from '#server/sms';

type Parameters = { params: Promise<{ provider: string; secret: string }> };

/** Where providers tell what became of an SMS. A store that is down is 503: they tell it again. */
export function POST(request: Request, { params }: Parameters): Promise<Response> {
  return inRequest(request.headers, () => answer(request, params));
}

async function answer(request: Request, params: Parameters['params']): Promise<Response> {
  try {
    const { provider, secret } = await params;
    const take = receiptDoor(provider, secret);
    if (!take) return new Response(null, { status: 404 });
    const bounded = await readAtMost(request, MAX_RECEIPT_BYTES);
    if (!bounded) return new Response(null, { status: 413 });
    return await take(await bounded.text(), bounded.headers, new URL(request.url).search);
  } catch (error) {
    return answerRefusal(error, new Headers(), ({ rule }) => rule.http);
  }
}
