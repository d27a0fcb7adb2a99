'use client';
import { useTranslations } from 'use-intl/react';
import { later } from '../form/later';
import { Verification } from '../verification/verification';

const STEPS = ['number', 'code'] as const;

const Entrance = later(() => import('./entrance').then((module) => module.Entrance));

/** Two steps: your number, the code. */
export function SmsSignIn() {
  const t = useTranslations('signIn');
  return (
    <Verification
      purpose="sign-in"
      steps={STEPS}
      heading={{ title: t('smsTitle'), lead: t('smsLead') }}
      aside={
        <p className="aside">
          <a href="/sign-in">{t('byPassword')}</a>
        </p>
      }
      then={(sent, restart) => <Entrance sent={sent} onRestart={restart} />}
    />
  );
}
