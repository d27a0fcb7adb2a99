'use client';
import { type Ref, useCallback, useEffect, useImperativeHandle, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Drawing } from './drawing';
import { Recording } from './recording';
import { showPicture } from './show-picture';
import { newUuid } from './uuid';

export interface Picture {
  /** The id of the picture shown now; its recording and its problem have the same. */
  id(): string;
  /** When it was asked for, by this browser's clock, in ms. */
  shownAt(): number;
  renew(): void;
}

type State = 'shown' | 'loading' | 'failed';

/**
 * The picture, the button for another one, and its recording. React never renders `src`: the page's
 * inline script has set it by then, and setting it again would fetch a second picture.
 */
export function CaptchaPicture({ picture, isAway }: { picture: Ref<Picture>; isAway: boolean }) {
  const t = useTranslations('captcha');
  const image = useRef<HTMLImageElement>(null);
  const [state, setState] = useState<State>('shown');
  const [renewals, setRenewals] = useState(0);

  const id = useCallback(() => image.current?.dataset.id ?? '', []);
  const shownAt = useCallback(() => Number(image.current?.dataset.shownAt), []);
  const renew = useCallback(() => {
    if (!image.current) return;
    setState('loading');
    setRenewals((count) => count + 1);
    showPicture(image.current, newUuid());
  }, []);

  useImperativeHandle(picture, () => ({ id, shownAt, renew }));
  useEffect(() => {
    if (!id()) renew();
    else if (image.current?.complete && image.current.naturalWidth === 0) setState('failed');
  }, [id, renew]);

  return (
    <div className="captcha-box">
      <div className="captcha-frame" data-state={state} aria-busy={state === 'loading'}>
        {/* biome-ignore lint/performance/noImgElement: drawn for this visitor, never optimised or cached */}
        <img
          id="captcha-picture"
          ref={image}
          alt={t('picture')}
          width={200}
          height={70}
          fetchPriority="high"
          onLoad={() => setState('shown')}
          onError={() => setState('failed')}
          suppressHydrationWarning
        />
        <p role="status">{state === 'failed' && t('failed')}</p>
      </div>
      <div className="captcha-tools">
        <button type="button" onClick={renew}>
          <Drawing name="again" />
          {t('new')}
        </button>
        <Recording key={renewals} id={id} isAway={isAway} />
      </div>
    </div>
  );
}
