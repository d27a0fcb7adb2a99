'use client';
import { useTranslations } from 'use-intl/react';
import { Conversion } from './conversion';
import { Panel } from './figure';
import { useFormat } from './format';
import { Table } from './table';
import type { Figures } from './use-view';

/** The prefixes most was sent to, or those where most codes were entered by nobody. */
export function Prefixes({
  of,
  prefixes,
}: {
  of: 'most' | 'open';
  prefixes: Figures['prefixes']['most'];
}) {
  const t = useTranslations('ops');
  const { count } = useFormat();
  const title = t(of === 'most' ? 'mostHeading' : 'openHeading');
  return (
    <Panel title={title} hint={of === 'open' && t('openHint')} size="half">
      {prefixes.length === 0 ? (
        <p>{t('none')}</p>
      ) : (
        <Table
          caption={title}
          rows={prefixes}
          keyOf={(each) => `${each.country} ${each.prefix}`}
          columns={[
            { name: t('prefixName'), of: ({ prefix }) => <bdi dir="ltr">{prefix}…</bdi> },
            { name: t('country'), of: (each) => each.country },
            { name: t('sent'), of: ({ sent }) => count(sent), isNumber: true },
            {
              name: t('open'),
              of: ({ sent, verified }) => count(Math.max(0, sent - verified)),
              isNumber: true,
            },
            { name: t('conversion'), of: (each) => <Conversion of={each} />, isNumber: true },
          ]}
        />
      )}
    </Panel>
  );
}
