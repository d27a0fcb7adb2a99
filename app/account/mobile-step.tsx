'use client';
import { type FormEvent, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormAlert } from '../form/form-alert';
import { SubmitButton } from '../form/submit-button';
import { inputOf, typedIn, useSendOnce, useWordsIn } from '../form/use-form';
import { Username } from '../password/new-password-form';
import { trpc } from '../trpc';
import { forgetDraft } from '../verification/draft';
import { type LastStep, Restart } from '../verification/last-step';
import { Steps } from '../verification/steps';
import { arrive } from './arrival';
import { CurrentPassword } from './current-password';
import { useSession } from './use-session';

/** The last step: the current password, which from now on belongs to the new number. */
export function MobileStep({ sent, steps, onRestart }: LastStep) {
  const t = useTranslations('account');
  const form = useRef<HTMLFormElement>(null);
  const change = trpc.account.changeMobile.useMutation({ onSuccess: finish });
  const send = useSendOnce(change);
  const words = useWordsIn(change.error, ['currentPassword']);
  useSession(change.error);
  useEffect(() => inputOf(form, 'currentPassword').focus(), []);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { currentPassword = '' } = typedIn(event.currentTarget);
    send({ mobile: sent.mobile, currentPassword });
  }

  return (
    <form ref={form} method="post" className="card step arriving" onSubmit={submit}>
      <Steps all={steps} current="password" />
      <h1>{t('mobileConfirmTitle')}</h1>
      <p className="lead">{t('mobileConfirmLead', { number: sent.maskedMobile })}</p>
      <Username mobile={sent.mobile} />
      <CurrentPassword error={words.at('currentPassword')} />
      <FormAlert words={words.rest} failure={change.error} />
      <SubmitButton label={t('saveMobile')} busy={change.isPending || change.isSuccess} />
      <Restart failure={change.error} onRestart={onRestart} />
    </form>
  );
}

function finish() {
  forgetDraft('mobile-change');
  arrive('#mobile');
}
