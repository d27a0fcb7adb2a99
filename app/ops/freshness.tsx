'use client';
import { useTranslations } from 'use-intl/react';
import { useFormat } from './format';
import { REFRESH_SECONDS, type useFigures } from './use-view';

/** When the figures are from, and that they could not be had anew. Not read out each time. */
export function Freshness({
  figures: { data, isPlaceholderData },
  isStale,
}: {
  figures: ReturnType<typeof useFigures>;
  isStale: boolean;
}) {
  const t = useTranslations('ops');
  const { second } = useFormat();
  if (!data) return null;
  const time = second(data.now);
  if (isStale) {
    return (
      <p className="hint freshness" data-stale role="status">
        {t('stale', { time })}
      </p>
    );
  }
  return (
    <p className="hint freshness">
      {isPlaceholderData ? t('updating') : t('updated', { time, seconds: REFRESH_SECONDS })}
    </p>
  );
}
