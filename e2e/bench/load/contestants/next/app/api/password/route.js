import { auth } from '../../../../better-auth/auth';

export async function POST(request) {
  await auth.api.setPassword({ body: await request.json(), headers: request.headers });
  return new Response('{}');
}
