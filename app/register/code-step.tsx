'use client';
import { type FormEvent, useEffect, useRef } from 'react';
import { Field, PasswordField } from '../field';
import { SubmitButton } from '../submit-button';
import { refusalIn, trpc, useIsSending, wordsFor } from '../trpc';
import { Countdown } from './countdown';
import { forgetDraft, readDraft, type SentCode, saveDraft } from './draft';

/** The code and a password; ends on the user's own page. */
export function CodeStep({ sent, onBack }: { sent: SentCode; onBack: () => void }) {
  const form = useRef<HTMLFormElement>(null);
  const registration = trpc.registration.register.useMutation();
  const isSending = useIsSending();
  const refusal = refusalIn(registration.error);

  useEffect(() => {
    const code = form.current?.elements.namedItem('smsCode') as HTMLInputElement;
    code.value ||= readDraft().smsCode ?? '';
    code.focus();
  }, []);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isSending() || registration.isSuccess) return;
    const { smsCode, password } = Object.fromEntries(new FormData(event.currentTarget)) as Fields;
    registration.mutate({ mobile: sent.mobile, smsCode, password }, { onSuccess: arrive });
  }

  const error = (field: string) => (refusal?.field === field ? refusal.words : undefined);
  return (
    <form ref={form} onSubmit={submit} onInput={keepCode}>
      <p className="step">Step 2 of 2</p>
      <h1>Enter the code</h1>
      <p className="lead" role="status">
        Code sent to <strong>{sent.maskedMobile}</strong>.
      </p>
      <input
        className="visually-hidden"
        name="username"
        autoComplete="username"
        defaultValue={sent.mobile}
        readOnly
        tabIndex={-1}
        aria-hidden="true"
      />
      <Field
        id="signup-code"
        name="smsCode"
        label={`${sent.smsCodeDigits}-digit code`}
        hint={<Countdown until={sent.resendAt} onResend={onBack} />}
        error={error('smsCode')}
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
      />
      <PasswordField
        id="new-password"
        name="password"
        label="Choose a password"
        hint={`At least ${sent.passwordMinLength} characters. Longer is better; any characters will do.`}
        error={error('password')}
        autoComplete="new-password"
      />
      <p className="error" role="alert">
        {!refusal?.field && wordsFor(registration.error)}
      </p>
      <SubmitButton
        label="Create account"
        busy={registration.isPending || registration.isSuccess}
      />
      <p className="aside">
        <button type="button" className="link" onClick={onBack}>
          Change the number
        </button>
      </p>
    </form>
  );
}

type Fields = { smsCode: string; password: string };

/** A real navigation, which password managers wait for; back does not return to a used form. */
function arrive() {
  forgetDraft();
  location.replace('/account');
}

function keepCode(event: FormEvent<HTMLFormElement>) {
  const { name, value } = event.target as HTMLInputElement;
  if (name === 'smsCode') saveDraft({ smsCode: value });
}
