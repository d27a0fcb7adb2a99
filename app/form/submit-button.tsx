'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';

/** After this long somebody who waits wants to know that it is not over. */
const SLOW_MILLISECONDS = 5_000;

/** Sends its form. It stays in focus while the answer is awaited; a second press does nothing. */
export function SubmitButton({
  label,
  busyLabel,
  busy,
  look = 'primary',
}: {
  label: string;
  busyLabel?: string;
  busy: boolean;
  look?: 'primary' | 'danger';
}) {
  const t = useTranslations('form');
  const isSlow = useSlow(busy);
  return (
    <>
      <button type="submit" className={`button ${look}`} aria-disabled={busy}>
        {busy ? (busyLabel ?? t('busy')) : label}
      </button>
      <p className="hint" role="status">
        {isSlow && t('slow')}
      </p>
    </>
  );
}

function useSlow(busy: boolean): boolean {
  const [isSlow, setSlow] = useState(false);
  useEffect(() => {
    if (!busy) return setSlow(false);
    const timer = setTimeout(() => setSlow(true), SLOW_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [busy]);
  return isSlow;
}
