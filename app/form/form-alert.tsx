'use client';
import { useTranslations } from 'use-intl/react';
import { type Failure, refusalIn } from '../failure';

/** From here on the time of day says more than a number of minutes. */
const LONG_SECONDS = 300;

/**
 * What is wrong with a form as a whole, and the time when it is possible again. Always on the page,
 * so that a change of it is announced.
 */
export function FormAlert({ words, failure }: { words?: string; failure?: Failure }) {
  const t = useTranslations('form');
  const opensIn = (words && failure && refusalIn(failure)?.retryAfterSeconds) || 0;
  return (
    <p className="error form-alert" role="alert">
      {words}
      {opensIn >= LONG_SECONDS && ` ${t('opensAt', { time: timeIn(opensIn) })}`}
    </p>
  );
}

function timeIn(seconds: number): string {
  const { lang } = document.documentElement;
  return new Date(Date.now() + seconds * 1000).toLocaleTimeString(lang, { timeStyle: 'short' });
}
