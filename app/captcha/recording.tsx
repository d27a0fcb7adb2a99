'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { Drawing } from './drawing';
import { useRecording } from './use-recording';

/** The button that plays the digits of the captcha with this id, and stops them. */
export function Recording({
  id,
  isAway,
}: {
  id: () => string;
  /** Nobody could stop it now. */
  isAway: boolean;
}) {
  const t = useTranslations('recording');
  const audio = useRef<HTMLAudioElement>(null);
  const { state, failure, press, stop, onPlaying } = useRecording(audio, id);
  const isOn = state === 'loading' || state === 'playing';
  useEffect(() => {
    if (isAway) stop();
  });

  return (
    <>
      <button type="button" onClick={press}>
        <Drawing name={isOn ? 'stop' : 'sound'} />
        {isOn ? t('stop') : t('listen')}
        <span className="visually-hidden">{` ${isOn ? t('stopMore') : t('listenMore')}`}</span>
      </button>
      <p role="status" className={state === 'failed' ? 'error' : 'visually-hidden'}>
        {state === 'playing' && t('playing')}
        {state === 'failed' && failure}
      </p>
      {/* biome-ignore lint/a11y/useMediaCaption: in writing these digits would help only robots */}
      <audio ref={audio} onPlaying={onPlaying} onPause={stop} />
    </>
  );
}
