import { z } from 'zod';
import { answerRefusal, refuseHead } from '#app/api/v1_0/answer';
import { issueRecording } from '#server/captcha';
import { captchaId } from '#server/input';
import { inRequest } from '#server/request';
import { visitorFrom } from '#server/visitor';

const input = z.object({
  audio_code_id: captchaId(),
  language: z.enum(['en', 'zh']).default('en'),
});

type Parameters = { params: Promise<{ audio_code_id: string }> };

/** Six digits spoken, for the id the client made. WAV, or JSON with the refusal's own status. */
export function GET(request: Request, { params }: Parameters): Promise<Response> {
  return inRequest(request.headers, () => answer(request, params));
}

async function answer(request: Request, params: Parameters['params']): Promise<Response> {
  try {
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const { audio_code_id, language } = input.parse({ ...query, ...(await params) });
    const wav = await issueRecording(audio_code_id, visitorFrom(request.headers), language);
    return new Response(new Uint8Array(wav), {
      headers: { 'Content-Type': 'audio/wav', 'Cache-Control': 'no-store' },
    });
  } catch (error) {
    return answerRefusal(error, new Headers(), ({ rule }) => rule.http);
  }
}

export { refuseHead as HEAD };
