import { z } from 'zod';
import { answerRefusal, refuseHead } from '#app/api/v1_0/answer';
import { issuePicture } from '#server/captcha';
import { captchaId } from '#server/input';
import { inRequest } from '#server/request';
import { visitorFrom } from '#server/visitor';

const input = z.object({
  image_code_id: captchaId(),
  /** Pixels of the picture to one of the page, for `srcset`. */
  scale: z
    .enum(['1', '2'])
    .default('1')
    .transform((text) => (text === '1' ? 1 : 2)),
});

type Parameters = { params: Promise<{ image_code_id: string }> };

/** The picture of the id the client made. JPEG, or JSON with the refusal's own status. */
export function GET(request: Request, { params }: Parameters): Promise<Response> {
  return inRequest(request.headers, () => answer(request, params));
}

async function answer(request: Request, params: Parameters['params']): Promise<Response> {
  try {
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const { image_code_id, scale } = input.parse({ ...query, ...(await params) });
    const jpeg = await issuePicture(image_code_id, visitorFrom(request.headers), scale);
    return new Response(new Uint8Array(jpeg), {
      headers: { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' },
    });
  } catch (error) {
    return answerRefusal(error, new Headers(), ({ rule }) => rule.http);
  }
}

export { refuseHead as HEAD };
