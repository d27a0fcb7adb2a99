'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import type { ProofState } from './use-proof';

/** What stands in place of the picture while the device is to answer. Takes the focus as it appears. */
export function Proof({
  state,
  words,
  onLeave,
}: {
  state: ProofState;
  words: string;
  onLeave: () => void;
}) {
  const t = useTranslations('proof');
  const leave = useRef<HTMLButtonElement>(null);
  useEffect(() => leave.current?.focus(), []);
  const isUnderWay = state.name === 'working' || state.name === 'done';
  return (
    <div className="proof" data-state={state.name}>
      <p className="label" id="proof-label">
        {t('title')}
      </p>
      {isUnderWay && (
        <>
          <p className="hint">{t('what')}</p>
          <progress
            aria-labelledby="proof-label"
            max={100}
            value={state.name === 'working' ? state.percent : 100}
          />
        </>
      )}
      {/* Told by the status of the captcha, which was there before this. */}
      <p className={state.name === 'failed' ? 'error' : 'proof-words'} aria-hidden="true">
        {words}
      </p>
      <button ref={leave} type="button" className="button quiet" onClick={onLeave}>
        {state.name === 'working' ? t('cancel') : t('leave')}
      </button>
    </div>
  );
}
