import { randomUUID } from 'node:crypto';
import type { Stack } from './stack';
import { newAddress } from './test';

/** An old client: plain HTTP, `{errno, errmsg}`, from an address of its own. */
export function oldClient(stack: Stack, url = stack.url, headers: Record<string, string> = {}) {
  const from = { 'X-Forwarded-For': newAddress(), ...headers };
  return {
    /** Asks for a picture; its id and the answer our store has. */
    async picture() {
      const id = randomUUID();
      const response = await fetch(`${url}/api/v1_0/image_codes/${id}`, { headers: from });
      return { id, response, answer: (await stack.answerTo(id)) ?? 'none' };
    },
    async smsCode(mobile: string, query: Record<string, string>) {
      const search = new URLSearchParams(query);
      const path = `/api/v1_0/sms_codes/${encodeURIComponent(mobile)}?${search}`;
      const response = await fetch(url + path, { headers: from });
      return { response, body: await response.json() };
    },
    /** A tRPC mutation, with the cookies of an earlier answer. */
    async mutate(procedure: string, input: object, cookie = '') {
      const response = await fetch(`${url}/api/trpc/${procedure}`, {
        method: 'POST',
        headers: { ...from, cookie, 'Content-Type': 'application/json' },
        body: JSON.stringify(input),
      });
      return { response, body: await response.json().catch(() => undefined) };
    },
  };
}

/** How many pictures are drawn before one is refused, asking at most 40 times. */
export async function picturesUntilRefused(client: () => ReturnType<typeof oldClient>) {
  for (let drawn = 0; drawn < 40; drawn++) {
    if ((await client().picture()).response.status !== 200) return drawn;
  }
  return 40;
}

/** The cookies an answer sets, as the next request brings them. */
export function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}
