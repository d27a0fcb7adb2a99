'use client';
import { useTranslations } from 'use-intl/react';
import { Verification } from '../verification/verification';
import { Entrance } from './entrance';

const STEPS = ['number', 'code'] as const;

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
