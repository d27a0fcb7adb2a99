'use client';
import { useTranslations } from 'use-intl/react';
import { type Failure, refusalIn } from '../failure';
import type { SentCode } from './draft';
import type { Step } from './steps';

/** What the step that follows a proven number is given. */
export interface LastStep {
  sent: SentCode;
  steps: readonly Step[];
  onRestart: () => void;
}

/** The way back to the first step, below the last one; what to do where the proof is over. */
export function Restart({ failure, onRestart }: { failure: Failure; onRestart: () => void }) {
  const t = useTranslations('code');
  const isUnproven = refusalIn(failure)?.field === 'smsCode';
  return (
    <p className="aside">
      {isUnproven ? t('expired') : t('wrongNumber')}{' '}
      <button type="button" className="link" onClick={onRestart}>
        {isUnproven ? t('resend') : t('changeNumber')}
      </button>
    </p>
  );
}
