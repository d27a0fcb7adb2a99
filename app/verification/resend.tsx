'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { serverTime } from './server-time';

/** Seldom: a screen reader that reads each second reads nothing else. */
const SPOKEN_SECONDS = [0, 10, 30];

/** Says when another SMS may be asked for, then offers it. `possibleAt` is the server's clock, in ms. */
export function Resend({ possibleAt, onResend }: { possibleAt: number; onResend: () => void }) {
  const t = useTranslations('code');
  const seconds = useSecondsUntil(possibleAt);
  const spoken = SPOKEN_SECONDS.find((bound) => seconds <= bound);
  return (
    <div className="resend">
      <p className="visually-hidden" role="status">
        {spoken === 0 && t('resendNow')}
        {spoken ? t('resendSoon', { seconds: spoken }) : ''}
      </p>
      {seconds > 0 ? (
        <p className="hint" aria-hidden="true">
          {t('resendIn', { time: clock(seconds) })}
        </p>
      ) : (
        <p className="hint">
          {t('noSms')}{' '}
          <button type="button" className="link" onClick={onResend}>
            {t('resend')}
          </button>
        </p>
      )}
    </div>
  );
}

function useSecondsUntil(time: number): number {
  const [now, setNow] = useState(serverTime);
  useEffect(() => {
    const timer = setInterval(() => setNow(serverTime()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((time - now) / 1000));
}

/** `0:42`, `12:00`, `2:00:00` */
function clock(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${end}` : `${minutes}:${end}`;
}
