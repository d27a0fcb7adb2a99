'use client';
import { useTranslations } from 'use-intl/react';
import { SmsOverTime } from './charts';
import { Figure } from './figure';
import { useFormat } from './format';
import { Legend } from './legend';
import { Table } from './table';
import type { Figures } from './use-view';

/** SMS by hour or day, those whose code was entered apart, and the accounts made. */
export function OverTime({ figures: { series, step } }: { figures: Figures }) {
  const t = useTranslations('ops');
  const { count, short, start } = useFormat();
  const moments = series.map((each) => ({ ...each, open: Math.max(0, each.sent - each.verified) }));
  const sum = (of: 'sent' | 'verified' | 'registered') =>
    count(moments.reduce((sum, each) => sum + each[of], 0));
  const most = count(Math.max(...moments.map(({ sent }) => sent)));
  return (
    <Figure
      title={t('hoursHeading')}
      size="half"
      summary={t('hoursSummary', {
        sent: sum('sent'),
        verified: sum('verified'),
        registered: sum('registered'),
        most,
      })}
      legend={
        <Legend
          series={[
            { look: 'filled', name: t('verified') },
            { look: 'hatched', name: t('open') },
            { look: 'ink', name: t('registered') },
          ]}
        />
      }
      chart={<SmsOverTime moments={moments} tick={start(step)} value={short} />}
      table={
        <Table
          caption={t('hoursHeading')}
          rows={moments}
          keyOf={(moment) => moment.start}
          columns={[
            { name: t('time'), of: (moment) => start(step)(moment.start) },
            { name: t('sent'), of: (moment) => count(moment.sent), isNumber: true },
            { name: t('delivered'), of: (moment) => count(moment.delivered), isNumber: true },
            { name: t('verified'), of: (moment) => count(moment.verified), isNumber: true },
            { name: t('registered'), of: (moment) => count(moment.registered), isNumber: true },
          ]}
        />
      }
    />
  );
}
