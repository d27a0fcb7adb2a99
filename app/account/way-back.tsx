'use client';
import { useTranslations } from 'use-intl/react';

export function WayBack() {
  const t = useTranslations('account');
  return (
    <p className="aside">
      <a href="/account">{t('back')}</a>
    </p>
  );
}
