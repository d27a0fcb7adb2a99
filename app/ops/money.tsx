'use client';
import { useTranslations } from 'use-intl/react';
import { Panel } from './figure';
import { shareOf, useFormat } from './format';
import type { Figures } from './use-view';

type Budget = Figures['guard']['budgets'][number];

/** What is spent of the budgets that hold now. */
export function Money({ budgets }: { budgets: Budget[] }) {
  const t = useTranslations('ops');
  const fullest = Math.max(...budgets.map(levelOf));
  return (
    <Panel title={t('moneyHeading')} hint={t('spentHint')}>
      {budgets.map((budget) => (
        <Gauge key={budget.seconds} budget={budget} />
      ))}
      <p className="verdict" data-level={fullest}>
        {t(VERDICTS[fullest as 0 | 1 | 2])}
      </p>
    </Panel>
  );
}

const VERDICTS = ['left', 'short', 'spentUp'] as const;

/** 0: enough; 1: only for what converts; 2: nothing. */
function levelOf({ spent, short, max }: Budget): number {
  if (spent >= max) return 2;
  return spent >= short ? 1 : 0;
}

const HOUR_SECONDS = 3_600;

function Gauge({ budget }: { budget: Budget }) {
  const t = useTranslations('ops');
  const { money, rate } = useFormat();
  const { spent, max, short, seconds } = budget;
  const share = shareOf(spent, max) ?? 1;
  const width = 100 * Math.min(1, share);
  const words = t('gauge', {
    spent: money(spent),
    max: money(max),
    window: t(seconds === HOUR_SECONDS ? 'hour' : 'day'),
    share: rate(share),
  });
  return (
    <div className="gauge" data-level={levelOf(budget)}>
      <p>{words}</p>
      <svg width="100%" height="24" aria-hidden="true">
        <rect className="gauge-whole" y="4" width="100%" height="16" rx="4" />
        {width > 0 && <rect className="gauge-part" y="4" width={`${width}%`} height="16" rx="4" />}
        <rect className="gauge-mark" x={`${(100 * short) / (max || 1)}%`} width="2" height="24" />
      </svg>
    </div>
  );
}
