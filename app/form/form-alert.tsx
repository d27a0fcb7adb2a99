'use client';
import { useTranslations } from 'use-intl/react';
import { type Failure, refusalIn } from '../failure';

/** From here on the time of day says more than a number of minutes. */
const LONG_SECONDS = 300;

/** Asking us helps. */
const OUR_FAULT = new Set(['internal', 'store-down']);

/**
 * What is wrong with a form as a whole, the time when it is possible again, and where it is our fault
 * the number that our logs have of it. Always on the page, so that a change of it is announced.
 */
export function FormAlert({ words, failure }: { words?: string; failure?: Failure }) {
  const t = useTranslations('form');
  const refusal = words && failure ? refusalIn(failure) : undefined;
  const opensIn = refusal?.retryAfterSeconds ?? 0;
  return (
    <p className="error form-alert" role="alert">
      {words}
      {opensIn >= LONG_SECONDS && ` ${t('opensAt', { time: timeIn(opensIn) })}`}
      {refusal && OUR_FAULT.has(refusal.reason) && refusal.requestId && (
        <small className="request-id">{t('requestId', { id: refusal.requestId })}</small>
      )}
    </p>
  );
}

function timeIn(seconds: number): string {
  const { lang } = document.documentElement;
  return new Date(Date.now() + seconds * 1000).toLocaleTimeString(lang, { timeStyle: 'short' });
}
