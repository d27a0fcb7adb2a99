'use client';
import { useTranslations } from 'use-intl/react';
import { type Failure, refusalIn } from '../failure';
import type { Purpose } from './purpose';

/** Where to go with a proven number that has an account already, or has none. */
export function WayOn({ purpose, failure }: { purpose: Purpose; failure: Failure }) {
  const t = useTranslations('code');
  const reason = refusalIn(failure)?.reason;
  const isMember = reason === 'registered' && purpose === 'registration';
  if (!isMember && reason !== 'not-registered') return null;
  return (
    <p className="or">
      <a className="button secondary" href={isMember ? '/sign-in' : '/register'}>
        {isMember ? t('signIn') : t('register')}
      </a>
    </p>
  );
}
