'use client';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { FormAlert } from '../form-alert';
import { MobileField } from '../mobile-field';
import { SubmitButton } from '../submit-button';
import { refusalIn, trpc } from '../trpc';
import { inputOf, typedIn, useSendOnce, wordsIn } from '../use-form';
import { Captcha, type CaptchaHandle } from './captcha';
import { readDraft, type SentCode, saveDraft } from './draft';

/** The number and the captcha; ends with an SMS on its way. */
export function NumberStep({
  onSent,
  isReturn,
}: {
  onSent: (sent: SentCode) => void;
  /** The visitor was further already: the captcha is what is left to do. */
  isReturn: boolean;
}) {
  const form = useRef<HTMLFormElement>(null);
  const captcha = useRef<CaptchaHandle>(null);
  const [isAwaited, setAwaited] = useState(false);
  const request = trpc.registration.requestSmsCode.useMutation({
    onSuccess: (answer, { mobile }) => onSent(withTimes(mobile, answer)),
  });
  const send = useSendOnce(request);
  const refusal = refusalIn(request.error);
  const words = wordsIn(request.error, ['mobile', 'imageCode']);

  useEffect(() => {
    inputOf(form, 'mobile').value ||= readDraft().mobile ?? '';
    if (isReturn) inputOf(form, 'imageCode').focus();
  }, [isReturn]);

  useEffect(() => {
    if (!refusal?.renewCaptcha) return;
    captcha.current?.renew();
    inputOf(form, 'imageCode').value = '';
  }, [refusal]);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const sender = event.currentTarget;
    setAwaited(true);
    const imageCode = await captcha.current?.answer(typedIn(sender).imageCode ?? '');
    setAwaited(false);
    if (imageCode === undefined) return;
    // Only now: the number may have been corrected while the device was at work.
    const { mobile = '' } = typedIn(sender);
    const { lang: language } = document.documentElement;
    send({ mobile, imageCode, imageCodeId: captcha.current?.id() ?? '', language });
  }

  return (
    <form ref={form} method="post" onSubmit={submit} onInput={keepMobile}>
      <p className="step">Step 1 of 2</p>
      <h1>Create your account</h1>
      <p className="lead">We send a code to your mobile to make sure it is yours.</p>
      <MobileField id="signup-mobile" autoComplete="tel" error={words.at('mobile')} />
      <Captcha captcha={captcha} error={words.at('imageCode')} isAwaited={isAwaited} />
      <FormAlert words={words.rest} />
      <SubmitButton label="Send code" busy={isAwaited || request.isPending} />
      <p className="aside">
        Already have an account? <a href="/sign-in">Sign in</a>
      </p>
    </form>
  );
}

type Answer = Omit<SentCode, 'mobile' | 'resendAt' | 'expiresAt'> & {
  resendInSeconds: number;
  expiresInSeconds: number;
};

/** The server says how long from now, since the browser's clock may be wrong. */
function withTimes(mobile: string, answer: Answer): SentCode {
  const { resendInSeconds, expiresInSeconds, ...rest } = answer;
  const now = Date.now();
  return {
    ...rest,
    mobile,
    resendAt: now + resendInSeconds * 1000,
    expiresAt: now + expiresInSeconds * 1000,
  };
}

function keepMobile(event: FormEvent<HTMLFormElement>) {
  const { name, value } = event.target as HTMLInputElement;
  if (name === 'mobile') saveDraft({ mobile: value });
}
