'use client';
import { type FormEvent, useEffect, useRef } from 'react';
import { Field } from '../field';
import { FormAlert } from '../form-alert';
import { MobileField } from '../mobile-field';
import { SubmitButton } from '../submit-button';
import { refusalIn, trpc } from '../trpc';
import { inputOf, typedIn, useSendOnce, wordsIn } from '../use-form';
import { type Captcha, CaptchaPicture } from './captcha-picture';
import { readDraft, type SentCode, saveDraft } from './draft';

/** The number and the picture; ends with an SMS on its way. */
export function NumberStep({
  onSent,
  isReturn,
}: {
  onSent: (sent: SentCode) => void;
  /** The visitor was further already: the picture is what is left to do. */
  isReturn: boolean;
}) {
  const form = useRef<HTMLFormElement>(null);
  const captcha = useRef<Captcha>(null);
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

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { mobile = '', imageCode = '' } = typedIn(event.currentTarget);
    send({ mobile, imageCode, imageCodeId: captcha.current?.id() ?? '' });
  }

  return (
    <form ref={form} method="post" onSubmit={submit} onInput={keepMobile}>
      <p className="step">Step 1 of 2</p>
      <h1>Create your account</h1>
      <p className="lead">We send a code to your mobile to make sure it is yours.</p>
      <MobileField id="signup-mobile" autoComplete="tel" error={words.at('mobile')} />
      <CaptchaPicture captcha={captcha} />
      <Field
        id="signup-captcha"
        name="imageCode"
        label="Characters in the picture"
        hint="Capital or small letters, both are fine."
        error={words.at('imageCode')}
        type="text"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        required
      />
      <FormAlert words={words.rest} />
      <SubmitButton label="Send code" busy={request.isPending} />
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
