'use client';
import { useTranslations } from 'use-intl/react';

/**
 * Stands in for a page that broke. What was typed is in the tab's draft, so loading again helps. What
 * broke on the server has a number, which our log has too.
 */
export default function Broken({ error }: { error: Error & { digest?: string } }) {
  const t = useTranslations('site');
  return (
    <section className="card" role="alert">
      <h1>{t('brokenTitle')}</h1>
      <p className="lead">{t('brokenHelp')}</p>
      {error.digest && <p className="request-id">{t('brokenNumber', { id: error.digest })}</p>}
      <button type="button" className="button primary" onClick={() => location.reload()}>
        {t('reload')}
      </button>
    </section>
  );
}
