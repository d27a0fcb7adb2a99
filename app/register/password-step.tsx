'use client';
import { useTranslations } from 'use-intl/react';
import { NewPasswordForm } from '../password/new-password-form';
import { trpc, withTrpc } from '../trpc';
import { forgetDraft } from '../verification/draft';
import type { LastStep } from '../verification/last-step';

/** The last step: a password makes the visitor a user; ends on the user's own page. */
export const PasswordStep = withTrpc(PasswordForm);

function PasswordForm({ sent, steps, onRestart }: LastStep) {
  const t = useTranslations('register');
  const registration = trpc.registration.register.useMutation({ onSuccess: arrive });
  return (
    <NewPasswordForm
      sent={sent}
      steps={steps}
      words={{
        title: t('passwordTitle'),
        lead: t('passwordLead', { number: sent.maskedMobile }),
        submit: t('create'),
      }}
      mutation={registration}
      onRestart={onRestart}
    />
  );
}

/** A real navigation, which password managers wait for; back does not return to a used form. */
function arrive() {
  forgetDraft('registration');
  location.replace('/account');
}
