'use client';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { fetchInTime } from '../fetch-in-time';

type State = 'silent' | 'loading' | 'playing' | 'failed';

/** Six digits of a captcha, loaded once and played as often as the visitor likes. */
export function useRecording(audio: RefObject<HTMLAudioElement | null>, id: () => string) {
  const t = useTranslations('recording');
  const [state, setState] = useState<State>('silent');
  const [failure, setFailure] = useState('');
  const isWanted = useRef(false);
  useForgetting(audio, isWanted);

  function press() {
    if (isWanted.current) return stop();
    const element = audio.current;
    if (!element) return;
    isWanted.current = true;
    setState('loading');
    if (element.src) start(element);
    else load(element);
  }

  async function load(element: HTMLAudioElement) {
    // Within the press: iOS lets only an element that was touched in one play later.
    element.load();
    const problem = await loadInto(element, id());
    if (!isWanted.current) return;
    if (!problem) start(element);
    else if (problem.retryAfterSeconds) fail(t('often', { seconds: problem.retryAfterSeconds }));
    else fail(t('failed'));
  }

  function start(element: HTMLAudioElement) {
    element.currentTime = 0;
    element.play().catch(() => {
      if (isWanted.current) fail(t('unplayed'));
    });
  }

  function stop() {
    isWanted.current = false;
    audio.current?.pause();
    setState('silent');
  }

  function fail(words: string) {
    isWanted.current = false;
    setFailure(words);
    setState('failed');
  }

  return { state, failure, press, stop, onPlaying: () => setState('playing') };
}

/** Falls silent, also before it has begun, when its captcha is no longer shown. */
function useForgetting(
  audio: RefObject<HTMLAudioElement | null>,
  isWanted: RefObject<boolean>,
): void {
  useEffect(() => {
    const element = audio.current;
    return () => {
      isWanted.current = false;
      element?.pause();
      if (element?.src) URL.revokeObjectURL(element.src);
    };
  }, [audio, isWanted]);
}

/** Loads the recording of `id`; says why it could not, and where it was asked too often until when. */
async function loadInto(
  element: HTMLAudioElement,
  id: string,
): Promise<{ retryAfterSeconds?: number } | undefined> {
  try {
    const language = document.documentElement.lang.startsWith('zh') ? 'zh' : 'en';
    // Not by the element itself: it would ask in pieces, and not say why it was refused.
    const response = await fetchInTime(`/api/v1_0/audio_codes/${id}?language=${language}`);
    if (!response.ok) return { retryAfterSeconds: Number(response.headers.get('Retry-After')) };
    element.src = URL.createObjectURL(await response.blob());
  } catch {
    return {};
  }
}
