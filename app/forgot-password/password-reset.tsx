'use client';
import { useTranslations } from 'use-intl/react';
import { later } from '../form/later';
import { Verification } from '../verification/verification';

const STEPS = ['number', 'code', 'password'] as const;

const NewPasswordStep = later(() =>
  import('./new-password-step').then((module) => module.NewPasswordStep),
);

/** Three steps: your number, the code, another password. */
export function PasswordReset() {
  const t = useTranslations('reset');
  return (
    <Verification
      purpose="password-reset"
      steps={STEPS}
      heading={{ title: t('title'), lead: t('lead') }}
      aside={
        <p className="aside">
          {t('remembered')} <a href="/sign-in">{t('signIn')}</a>
        </p>
      }
      then={(sent, restart) => <NewPasswordStep sent={sent} steps={STEPS} onRestart={restart} />}
    />
  );
}
