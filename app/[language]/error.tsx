'use client';
import { useTranslations } from 'use-intl/react';

/** Stands in for a page that broke. What was typed is in the tab's draft, so loading again helps. */
export default function Broken() {
  const t = useTranslations('site');
  return (
    <section className="card" role="alert">
      <h1>{t('brokenTitle')}</h1>
      <p className="lead">{t('brokenHelp')}</p>
      <button type="button" className="button primary" onClick={() => location.reload()}>
        {t('reload')}
      </button>
    </section>
  );
}
