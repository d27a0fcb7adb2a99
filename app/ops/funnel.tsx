'use client';
import { useTranslations } from 'use-intl/react';
import { Bars } from './charts';
import { Figure } from './figure';
import { useFormat } from './format';
import { Table } from './table';
import type { Figures } from './use-view';

/** How many come from the picture to the account, and where they are lost. */
export function Funnel({ steps }: { steps: Figures['funnel'] }) {
  const t = useTranslations('ops');
  const { count, rate } = useFormat();
  type Step = (typeof steps)[number];
  const rateOf = (step: Step) =>
    step.of && step.rate !== null ? t('rateOf', { rate: rate(step.rate), of: t(step.of) }) : '';
  const counts = Object.fromEntries(steps.map((step) => [step.name, count(step.count)]));
  const labelOf = (step: Step) => {
    if (step.count === null) return t('unknown');
    return step.rate === null ? count(step.count) : `${count(step.count)} · ${rate(step.rate)}`;
  };
  return (
    <Figure
      title={t('funnelHeading')}
      hint={t('funnelHint')}
      size="half"
      summary={t('funnelSummary', counts as Record<Step['name'], string>)}
      chart={
        <Bars
          nameWidth={92}
          labelWidth={112}
          rows={steps.map((step) => ({
            name: t(step.name),
            count: step.count ?? 0,
            label: labelOf(step),
          }))}
        />
      }
      table={
        <Table
          caption={t('funnelHeading')}
          rows={steps}
          keyOf={(step) => step.name}
          columns={[
            { name: t('step'), of: (step) => t(step.name) },
            { name: t('count'), of: (step) => count(step.count), isNumber: true },
            { name: t('rate'), of: rateOf, isNumber: true },
          ]}
        />
      }
    />
  );
}
