'use client';
import { useTranslations } from 'use-intl/react';
import { NewPasswordForm } from '../password/new-password-form';
import { goOn } from '../sign-in/destination';
import { trpc, withTrpc } from '../trpc';
import { forgetDraft } from '../verification/draft';
import type { LastStep } from '../verification/last-step';

/** The last step: another password. It ends every session and opens one here. */
export const NewPasswordStep = withTrpc(ResetForm);

function ResetForm({ sent, steps, onRestart }: LastStep) {
  const t = useTranslations('reset');
  const reset = trpc.password.reset.useMutation({ onSuccess: arrive });
  return (
    <NewPasswordForm
      sent={sent}
      steps={steps}
      words={{
        title: t('passwordTitle'),
        lead: t('passwordLead', { number: sent.maskedMobile }),
        submit: t('submit'),
      }}
      mutation={reset}
      onRestart={onRestart}
    />
  );
}

function arrive() {
  forgetDraft('password-reset');
  goOn();
}
