'use client';
import { type FormEvent, type RefObject, useEffect, useRef } from 'react';
import { Field, PasswordField } from '../field';
import { FormAlert } from '../form-alert';
import { SubmitButton } from '../submit-button';
import { trpc } from '../trpc';
import { inputOf, typedIn, useSendOnce, wordsIn } from '../use-form';
import { Delivery } from './delivery';
import { forgetDraft, readDraft, type SentCode, saveDraft } from './draft';
import { Resend } from './resend';

/** The code and a password; ends on the user's own page. */
export function CodeStep({
  sent,
  password,
  onBack,
}: {
  sent: SentCode;
  /** What was typed before going back; in memory only, unlike a draft. */
  password: RefObject<string>;
  onBack: () => void;
}) {
  const form = useRef<HTMLFormElement>(null);
  const settings = trpc.settings.current.useQuery();
  const registration = trpc.registration.register.useMutation({ onSuccess: arrive });
  const confirmation = trpc.smsCode.confirm.useMutation({
    onSuccess: (_, { mobile }) => registration.mutate({ mobile, password: password.current }),
  });
  const send = useSendOnce(confirmation);
  const words = wordsIn(confirmation.error ?? registration.error, ['smsCode', 'password']);

  useEffect(() => {
    inputOf(form, 'smsCode').value ||= readDraft().smsCode ?? '';
    inputOf(form, 'smsCode').focus();
  }, []);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { smsCode = '', password: typed = '' } = typedIn(event.currentTarget);
    password.current = typed;
    send({ purpose: 'registration', mobile: sent.mobile, smsCode });
  }

  function keep(event: FormEvent<HTMLFormElement>) {
    const { name, value } = event.target as HTMLInputElement;
    if (name === 'smsCode') saveDraft({ smsCode: value });
    if (name === 'password') password.current = value;
  }

  return (
    <form ref={form} method="post" onSubmit={submit} onInput={keep}>
      <p className="step">Step 2 of 2</p>
      <h1>Enter the code</h1>
      <p className="lead">
        {sent.delivery === 'unknown' ? 'Code on its way to' : 'Code sent to'}{' '}
        <strong>{sent.maskedMobile}</strong>.
      </p>
      <Delivery sent={sent} />
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
        error={words.at('smsCode')}
        type="text"
        inputMode="numeric"
        autoComplete="one-time-code"
        required
      />
      <Resend possibleAt={sent.resendAt} onResend={onBack} />
      <PasswordField
        id="new-password"
        name="password"
        label="Choose a password"
        hint={`At least ${settings.data?.passwordMinLength ?? 8} characters. Longer is better; any characters will do.`}
        error={words.at('password')}
        autoComplete="new-password"
        defaultValue={password.current}
      />
      <FormAlert words={words.rest} />
      <SubmitButton
        label="Create account"
        busy={confirmation.isPending || registration.isPending || registration.isSuccess}
      />
      <p className="aside">
        <button type="button" className="link" onClick={onBack}>
          Change the number
        </button>
      </p>
    </form>
  );
}

/** A real navigation, which password managers wait for; back does not return to a used form. */
function arrive() {
  forgetDraft();
  location.replace('/account');
}
