'use client';
import type { FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormAlert } from '../form/form-alert';
import { SubmitButton } from '../form/submit-button';
import { typedIn, useSendOnce, useWordsIn } from '../form/use-form';
import { MobileField, mobileIn } from '../mobile/mobile-field';
import { PasswordField } from '../password/password-field';
import { trpc, withTrpc } from '../trpc';
import { goOn } from './destination';

export const SignInForm = withTrpc(PasswordForm);

function PasswordForm() {
  const t = useTranslations('signIn');
  const signIn = trpc.session.signIn.useMutation({ onSuccess: goOn });
  const send = useSendOnce(signIn);
  const words = useWordsIn(signIn.error, ['mobile', 'password']);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { password = '' } = typedIn(event.currentTarget);
    send({ mobile: mobileIn(event.currentTarget), password });
  }

  return (
    <form method="post" className="card" onSubmit={submit}>
      <h1>{t('title')}</h1>
      <p className="lead">{t('lead')}</p>
      <MobileField id="mobile" autoComplete="username" error={words.at('mobile')} />
      <PasswordField
        id="current-password"
        name="password"
        label={t('password')}
        error={words.at('password')}
        autoComplete="current-password"
      />
      <p className="beside-field">
        <a href="/forgot-password">{t('forgotten')}</a>
      </p>
      <FormAlert words={words.rest} failure={signIn.error} />
      <SubmitButton label={t('submit')} busy={signIn.isPending || signIn.isSuccess} />
      <p className="or">
        <a className="button secondary" href="/sign-in/sms">
          {t('bySms')}
        </a>
      </p>
      <p className="aside">
        {t('new')} <a href="/register">{t('register')}</a>
      </p>
    </form>
  );
}
