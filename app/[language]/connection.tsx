'use client';
import { useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl/react';

/** Says what keeps this browser from going on: no line, or no cookies. */
export function Connection() {
  const t = useTranslations('site');
  const isOffline = useSyncExternalStore(onLineChange, () => !navigator.onLine, no);
  const isWithoutCookies = useSyncExternalStore(never, () => !navigator.cookieEnabled, no);
  return (
    <div role="status" className="notices">
      {isWithoutCookies && <p className="notice">{t('needsCookies')}</p>}
      {isOffline && <p className="notice">{t('offline')}</p>}
    </div>
  );
}

function onLineChange(listener: () => void) {
  addEventListener('online', listener);
  addEventListener('offline', listener);
  return () => {
    removeEventListener('online', listener);
    removeEventListener('offline', listener);
  };
}

const never = () => () => {};
const no = () => false;
