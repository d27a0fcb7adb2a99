import { z } from 'zod';
import { answerRefusal, refuseHead } from '#app/api/v1_0/answer';
import { issue } from '#server/captcha';
import { imageCodeId } from '#server/input';
import { visitorFrom } from '#server/visitor';

const input = z.object({ image_code_id: imageCodeId() });

type Parameters = { params: Promise<{ image_code_id: string }> };

/** A new picture for the id the client made. JPEG, or JSON with the refusal's own status. */
export async function GET(request: Request, { params }: Parameters): Promise<Response> {
  try {
    const { image_code_id } = input.parse(await params);
    const jpeg = await issue(image_code_id, visitorFrom(request.headers));
    return new Response(new Uint8Array(jpeg), {
      headers: { 'Content-Type': 'image/jpeg', 'Cache-Control': 'no-store' },
    });
  } catch (error) {
    return answerRefusal(error, new Headers(), ({ rule }) => rule.http);
  }
}

export { refuseHead as HEAD };
