'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Lines } from './charts';
import { Choice } from './choice';
import { Figure, Panel } from './figure';
import { useFormat } from './format';
import { Legend } from './legend';
import { Table } from './table';
import { Technical } from './technical';
import type { Figures } from './use-view';

const SHARES = { p50: 'plain', p95: 'dashed', p99: 'dotted' } as const;

const NAMES = { p50: '50 %', p95: '95 %', p99: '99 %' };

/** How long things take, by hour or day for one of them and in all for each. */
export function Latency({ figures: { latencies, step } }: { figures: Figures }) {
  const t = useTranslations('ops');
  const { count, ms, start } = useFormat();
  const [chosen, setChosen] = useState('picture');
  const one = latencies.find(({ what }) => what === chosen) ?? latencies[0];
  if (!one) return <Panel title={t('latencyHeading')}>{t('none')}</Panel>;
  // A hyphen would end the name of a case.
  const inWords = (what: string) => t('what', { what: what.replace('-', '_') });
  const named = (value: number | null) => t('milliseconds', { ms: ms(value) });
  return (
    <Figure
      title={t('latencyHeading')}
      summary={t('latencySummary', {
        what: inWords(one.what),
        p50: named(one.p50),
        p95: named(one.p95),
        p99: named(one.p99),
      })}
      legend={
        <form className="latency-of">
          <Choice
            id="latency-of"
            label={t('latencyOf')}
            value={one.what}
            options={latencies.map(({ what }) => ({ value: what, name: inWords(what) }))}
            onChange={(form) => setChosen(String(new FormData(form).get('latency-of')))}
          />
          <Legend
            series={Object.entries(SHARES).map(([share, look]) => ({
              look,
              name: `${NAMES[share as keyof typeof NAMES]}: ${named(one[share as keyof typeof NAMES])}`,
            }))}
          />
        </form>
      }
      chart={
        <Lines moments={one.series} lines={SHARES} tick={start(step)} value={ms} height={170} />
      }
      table={
        <Table
          caption={t('latencyHeading')}
          rows={latencies}
          keyOf={({ what }) => what}
          columns={[
            {
              name: t('latencyOf'),
              of: ({ what }) => <Technical words={inWords(what)} name={what} />,
            },
            { name: t('count'), of: (each) => count(each.count), isNumber: true },
            { name: NAMES.p50, of: (each) => named(each.p50), isNumber: true },
            { name: NAMES.p95, of: (each) => named(each.p95), isNumber: true },
            { name: NAMES.p99, of: (each) => named(each.p99), isNumber: true },
          ]}
        />
      }
    />
  );
}
