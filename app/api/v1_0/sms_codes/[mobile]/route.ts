import { z } from 'zod';
import { answerOk, answerRefusal, refuseHead } from '#app/api/v1_0/answer';
import { createContext } from '#server/context';
import { Refusal } from '#server/errors';
import { captchaId, typed } from '#server/input';
import { inRequest } from '#server/request';
import { requestSmsCode } from '#server/verification';

const input = z.object({ mobile: typed(), image_code: typed(), image_code_id: captchaId() });

type Parameters = { params: Promise<{ mobile: string }> };

/** What the page asks over tRPC, for older clients: `?image_code=…&image_code_id=…`. */
export function GET(request: Request, { params }: Parameters): Promise<Response> {
  return inRequest(request.headers, () => answer(request, params));
}

async function answer(request: Request, params: Parameters['params']): Promise<Response> {
  const headers = new Headers();
  try {
    const context = createContext(request.headers, headers);
    const query = Object.fromEntries(new URL(request.url).searchParams);
    const { mobile, image_code, image_code_id } = input.parse({ ...query, ...(await params) });
    const { delivery, now, resendAt } = await requestSmsCode(
      {
        purpose: 'registration',
        mobile,
        imageCode: image_code,
        imageCodeId: image_code_id,
        language: context.language,
      },
      context,
    );
    // "0" promises "SMS sent successfully", and nobody knows that.
    if (delivery === 'unknown') {
      throw new Refusal('sms-failed', { retryAfterSeconds: Math.ceil((resendAt - now) / 1000) });
    }
    return answerOk(headers);
  } catch (error) {
    return answerRefusal(error, headers, ({ reason }) => (reason === 'internal' ? 500 : 200));
  }
}

export { refuseHead as HEAD };
