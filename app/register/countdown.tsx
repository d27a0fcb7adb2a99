'use client';
import { useEffect, useState } from 'react';

/** Says when another SMS may be asked for, then offers it. `until` is this browser's clock, in ms. */
export function Countdown({ until, onResend }: { until: number; onResend: () => void }) {
  const [now, setNow] = useState(Date.now);
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);

  const seconds = Math.ceil((until - now) / 1000);
  if (seconds <= 0) {
    return (
      <>
        No SMS?{' '}
        <button type="button" className="link" onClick={onResend}>
          Send it again
        </button>
      </>
    );
  }
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
  return (
    <>
      It can take a moment. Another SMS is possible in <span className="clock">{clock}</span>.
    </>
  );
}
