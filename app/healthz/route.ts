import { inRequest } from '#server/request';
import { storesDown } from '#server/stores';

export const dynamic = 'force-dynamic';

/** 200 when both stores answer; 503 with the names of those that do not. */
export function GET(request: Request): Promise<Response> {
  return inRequest(request.headers, answer);
}

async function answer(): Promise<Response> {
  const down = await storesDown();
  const body = down.length > 0 ? { status: 'down', down } : { status: 'ok' };
  return Response.json(body, {
    status: down.length > 0 ? 503 : 200,
    headers: { 'Cache-Control': 'no-store' },
  });
}
