'use client';
import { useEffect, useState } from 'react';

/** Says when another SMS may be asked for, then offers it. `possibleAt` is this browser's clock, in ms. */
export function Resend({ possibleAt, onResend }: { possibleAt: number; onResend: () => void }) {
  const seconds = useSecondsUntil(possibleAt);
  return (
    <div className="resend">
      <p className="visually-hidden" role="status">
        {spoken(seconds)}
      </p>
      {seconds > 0 ? (
        <p className="hint" aria-hidden="true">
          Another SMS is possible in {clock(seconds)}.
        </p>
      ) : (
        <p className="hint">
          No SMS?{' '}
          <button type="button" className="link" onClick={onResend}>
            Ask for another one
          </button>
        </p>
      )}
    </div>
  );
}

function useSecondsUntil(time: number): number {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((time - now) / 1000));
}

/** Seldom: a screen reader that reads each second reads nothing else. */
function spoken(seconds: number): string {
  if (seconds === 0) return 'You can ask for another SMS now.';
  if (seconds <= 10) return 'Another SMS is possible in 10 seconds.';
  if (seconds <= 30) return 'Another SMS is possible in 30 seconds.';
  return '';
}

/** `0:42`, `12:00`, `2:00:00` */
function clock(seconds: number): string {
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  const end = String(seconds % 60).padStart(2, '0');
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${end}` : `${minutes}:${end}`;
}
