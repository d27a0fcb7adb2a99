'use client';
import { type FormEvent, useEffect, useRef } from 'react';
import { Field } from '../field';
import { MobileField } from '../mobile-field';
import { SubmitButton } from '../submit-button';
import { refusalIn, trpc, useIsSending, wordsFor } from '../trpc';
import { type Captcha, CaptchaPicture } from './captcha-picture';
import { readDraft, type SentCode, saveDraft } from './draft';

/** The number and the picture; ends with an SMS on its way. */
export function NumberStep({ onSent }: { onSent: (sent: SentCode) => void }) {
  const form = useRef<HTMLFormElement>(null);
  const captcha = useRef<Captcha>(null);
  const request = trpc.registration.requestSmsCode.useMutation();
  const isSending = useIsSending();
  const refusal = refusalIn(request.error);

  useEffect(() => {
    const mobile = form.current?.elements.namedItem('mobile') as HTMLInputElement;
    mobile.value ||= readDraft().mobile ?? '';
  }, []);

  useEffect(() => {
    if (!refusal?.renewCaptcha) return;
    captcha.current?.renew();
    (form.current?.elements.namedItem('imageCode') as HTMLInputElement).value = '';
  }, [refusal]);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isSending()) return;
    const { mobile, imageCode } = Object.fromEntries(new FormData(event.currentTarget)) as Fields;
    request.mutate(
      { mobile, imageCode, imageCodeId: captcha.current?.id() ?? '' },
      { onSuccess: (answer) => onSent(withTimes(mobile, answer)) },
    );
  }

  const error = (field: string) => (refusal?.field === field ? refusal.words : undefined);
  return (
    <form ref={form} onSubmit={submit} onInput={keepMobile}>
      <p className="step">Step 1 of 2</p>
      <h1>Create your account</h1>
      <p className="lead">We send a code to your mobile to make sure it is yours.</p>
      <MobileField id="signup-mobile" autoComplete="tel" error={error('mobile')} />
      <CaptchaPicture captcha={captcha} />
      <Field
        id="signup-captcha"
        name="imageCode"
        label="Characters in the picture"
        hint="Capital or small letters, both are fine."
        error={error('imageCode')}
        type="text"
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        required
      />
      <p className="error" role="alert">
        {!refusal?.field && wordsFor(request.error)}
      </p>
      <SubmitButton label="Send code" busy={request.isPending} />
      <p className="aside">
        Already have an account? <a href="/sign-in">Sign in</a>
      </p>
    </form>
  );
}

type Fields = { mobile: string; imageCode: string };
type Answer = Omit<SentCode, 'mobile' | 'resendAt' | 'expiresAt'> & {
  resendInSeconds: number;
  expiresInSeconds: number;
};

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
