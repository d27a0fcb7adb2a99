'use client';
import { useTranslations } from 'use-intl/react';
import { later } from '../form/later';
import { Verification } from '../verification/verification';
import { useSession } from './use-session';
import { WayBack } from './way-back';

const STEPS = ['number', 'code', 'password'] as const;

const MobileStep = later(() => import('./mobile-step').then((module) => module.MobileStep));

/** Three steps: the new number, the code, the current password. */
export function MobileChange() {
  const t = useTranslations('account');
  useSession();
  return (
    <Verification
      purpose="mobile-change"
      steps={STEPS}
      heading={{ title: t('mobileTitle'), lead: t('mobileLead') }}
      aside={<WayBack />}
      then={(sent, restart) => <MobileStep sent={sent} steps={STEPS} onRestart={restart} />}
    />
  );
}
