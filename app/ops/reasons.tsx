'use client';
import { useTranslations } from 'use-intl/react';
import type { Messages } from '../words/words';
import { Bars } from './charts';
import { Figure, Panel } from './figure';
import { useFormat } from './format';
import { Table } from './table';
import { Technical } from './technical';
import type { Figures } from './use-view';

type Reason = keyof Messages['opsReasons'];

/** As many as one can look at; the table has all. */
const SHOWN = 7;

const WORDS = {
  refusals: { title: 'refusalsHeading', name: 'reason' },
  guard: { title: 'guardHeading', name: 'rule' },
} as const;

/** Why visitors were refused. */
export function Reasons({ of, counts }: { of: keyof typeof WORDS; counts: Figures['refusals'] }) {
  const t = useTranslations('ops');
  const { count } = useFormat();
  const reasons = useTranslations('opsReasons');
  const inWords = (label: string) =>
    reasons.has(label as Reason) ? reasons(label as Reason) : label;
  const title = t(WORDS[of].title);
  const [first] = counts;
  if (!first) return <Panel title={title}>{t('none')}</Panel>;
  const total = count(counts.reduce((sum, each) => sum + each.count, 0));
  return (
    <Figure
      title={title}
      summary={t('barsSummary', { total, first: `${inWords(first.label)}, ${count(first.count)}` })}
      chart={
        <Bars
          nameWidth={136}
          labelWidth={64}
          rows={counts.slice(0, SHOWN).map((each) => ({
            name: inWords(each.label),
            count: each.count,
            label: count(each.count),
          }))}
        />
      }
      table={
        <Table
          caption={title}
          rows={counts}
          keyOf={({ label }) => label}
          columns={[
            {
              name: t(WORDS[of].name),
              of: ({ label }) => <Technical words={inWords(label)} name={label} />,
            },
            { name: t('count'), of: (each) => count(each.count), isNumber: true },
          ]}
        />
      }
    />
  );
}
