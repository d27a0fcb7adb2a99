'use client';
import { shareOf, useFormat } from './format';

/** Of the SMS sent those whose code was entered: in per cent, and as a bar. */
export function Conversion({ of: { sent, verified } }: { of: { sent: number; verified: number } }) {
  const { rate } = useFormat();
  const share = shareOf(verified, sent);
  const width = 100 * Math.min(1, share ?? 0);
  return (
    <span className="conversion">
      {rate(share)}
      <svg width="48" height="8" aria-hidden="true">
        <rect className="gauge-whole" width="100%" height="8" rx="2" />
        <rect className="conversion-part" width={`${width}%`} height="8" rx="2" />
      </svg>
    </span>
  );
}
