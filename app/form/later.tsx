'use client';
import { type ComponentType, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';

/** A component that is loaded once the page is at rest, or when it is first wanted. */
export function later<Props extends object>(load: () => Promise<ComponentType<Props>>) {
  let Loaded: ComponentType<Props> | undefined;
  const fetchNow = () =>
    load().then((component) => {
      Loaded = component;
    });

  function Later(props: Props) {
    const [isFailed, setFailed] = useState(false);
    const [, setLoaded] = useState(Boolean(Loaded));
    useEffect(() => {
      const there = Loaded ? Promise.resolve() : fetchNow(); // it may have come since this was drawn
      there.then(
        () => setLoaded(true),
        () => setFailed(true),
      );
    }, []);
    return Loaded ? <Loaded {...props} /> : <Waiting isFailed={isFailed} />;
  }

  return Object.assign(Later, {
    /** Loads it while nothing else is to be done. A failure shows when it is wanted. */
    preload() {
      whenIdle(() => fetchNow().catch(() => {}));
    },
  });
}

function Waiting({ isFailed }: { isFailed: boolean }) {
  const t = useTranslations('form');
  return (
    <div className="card" role="status">
      <p>{isFailed ? t('partMissing') : t('busy')}</p>
      {isFailed && (
        <button type="button" className="button primary" onClick={() => location.reload()}>
          {t('reload')}
        </button>
      )}
    </div>
  );
}

/** Calls back when the page is at rest. */
export function whenIdle(then: () => void): void {
  (globalThis.requestIdleCallback ?? setTimeout)(then);
}
