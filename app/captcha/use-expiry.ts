'use client';
import { useEffect } from 'react';
import { useSettings } from '../settings';

const EVERY_MILLISECONDS = 1_000;

/** A picture asked for just before its end would come too late to be answered. */
const MARGIN_SECONDS = 10;

/**
 * Watches the age of the picture shown at `shownAt()` (this browser's clock, ms), only while the
 * page is looked at: a page left open over night asks for no picture until somebody is back.
 */
export function useExpiry(
  shownAt: () => number,
  { onExpired, onFresh }: { onExpired: () => void; onFresh: () => void },
): void {
  const lifetime = useSettings()?.captchaLifetimeSeconds;
  useEffect(() => {
    if (!lifetime) return;
    const timer = setInterval(look, EVERY_MILLISECONDS);
    function look() {
      if (document.hidden) return;
      const age = (Date.now() - shownAt()) / 1000;
      if (age > (lifetime ?? 0) - MARGIN_SECONDS) onExpired();
      else onFresh();
    }
    return () => clearInterval(timer);
  });
}
