'use client';
import { type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { newUuid } from './uuid';

export interface Captcha {
  /** The id of the picture shown now. */
  id(): string;
  renew(): void;
}

type State = 'shown' | 'loading' | 'failed';

/**
 * The picture and the button for another one. React never renders `src`: the page's inline script
 * has set it by then, and setting it again would fetch a second picture.
 */
export function CaptchaPicture({ captcha }: { captcha: Ref<Captcha> }) {
  const picture = useRef<HTMLImageElement>(null);
  const [state, setState] = useState<State>('shown');

  const renew = useCallback(() => {
    const id = newUuid();
    if (!picture.current) return;
    setState('loading');
    picture.current.dataset.id = id;
    picture.current.src = `/api/v1_0/image_codes/${id}`;
  }, []);

  useImperativeHandle(captcha, () => ({ id: () => picture.current?.dataset.id ?? '', renew }));
  useEffect(() => {
    if (!picture.current?.dataset.id) renew();
    else if (picture.current.complete && picture.current.naturalWidth === 0) setState('failed');
  }, [renew]);

  return (
    <div className="captcha">
      <div className="captcha-frame" data-state={state} aria-busy={state === 'loading'}>
        {/* biome-ignore lint/performance/noImgElement: drawn for this visitor, never optimised or cached */}
        <img
          id="captcha-picture"
          ref={picture}
          alt="Captcha: distorted letters and digits to type below"
          width={200}
          height={70}
          onLoad={() => setState('shown')}
          onError={() => setState('failed')}
          suppressHydrationWarning
        />
        <p role="status">
          {state === 'failed' && 'The picture did not load. Wait a moment, then ask for a new one.'}
        </p>
      </div>
      <button type="button" className="quiet" onClick={renew}>
        New picture
      </button>
    </div>
  );
}
