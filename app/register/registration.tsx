'use client';
import { useTranslations } from 'use-intl/react';
import { later } from '../form/later';
import { Verification } from '../verification/verification';

const STEPS = ['number', 'code', 'password'] as const;

const PasswordStep = later(() => import('./password-step').then((module) => module.PasswordStep));

/** Three steps: your number, the code, a password. */
export function Registration() {
  const t = useTranslations('register');
  return (
    <Verification
      purpose="registration"
      steps={STEPS}
      heading={{ title: t('title'), lead: t('lead') }}
      aside={
        <p className="aside">
          {t('member')} <a href="/sign-in">{t('signIn')}</a>
        </p>
      }
      then={(sent, restart) => <PasswordStep sent={sent} steps={STEPS} onRestart={restart} />}
    />
  );
}
