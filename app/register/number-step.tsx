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
  const request = trpc.smsCode.request.useMutation({
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
    const imageCodeId = captcha.current?.id() ?? '';
    send({ purpose: 'registration', mobile, imageCode, imageCodeId });
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

type Answer = Omit<SentCode, 'mobile'> & { now: number };

/** The server says its own time too, since the browser's clock may be wrong. */
function withTimes(mobile: string, { now, ...answer }: Answer): SentCode {
  const ahead = Date.now() - now;
  return {
    ...answer,
    mobile,
    resendAt: answer.resendAt + ahead,
    expiresAt: answer.expiresAt + ahead,
  };
}

function keepMobile(event: FormEvent<HTMLFormElement>) {
  const { name, value } = event.target as HTMLInputElement;
  if (name === 'mobile') saveDraft({ mobile: value });
}
