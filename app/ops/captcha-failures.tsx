'use client';
import { useTranslations } from 'use-intl/react';
import { Lines } from './charts';
import { Figure } from './figure';
import { shareOf, useFormat } from './format';
import { Table } from './table';
import type { Figures } from './use-view';

/** Of all answers to captchas those that were wrong or too late. */
export function CaptchaFailures({ figures }: { figures: Figures }) {
  const t = useTranslations('ops');
  const { count, rate, start } = useFormat();
  const { series, step, captchaFailures } = figures;
  const moments = series.map(({ start, failed, solved }) => ({
    ...{ start, failed, solved },
    rate: shareOf(failed, failed + solved),
  }));
  const [failed, solved] = (['failed', 'solved'] as const).map((of) =>
    moments.reduce((sum, moment) => sum + moment[of], 0),
  ) as [number, number];
  const countOf = (wanted: string) =>
    count(captchaFailures.find(({ label }) => label === wanted)?.count ?? 0);
  const summary = t('captchaSummary', {
    rate: rate(shareOf(failed, failed + solved)),
    tried: count(failed + solved),
  });
  return (
    <Figure
      title={t('captchaHeading')}
      hint={t('captchaWrong', { wrong: countOf('wrong'), expired: countOf('expired') })}
      summary={summary}
      legend={<p className="big">{rate(shareOf(failed, failed + solved))}</p>}
      chart={
        <Lines
          moments={moments}
          lines={{ rate: 'plain' }}
          tick={start(step)}
          value={rate}
          height={170}
        />
      }
      table={
        <Table
          caption={t('captchaHeading')}
          rows={moments}
          keyOf={(moment) => moment.start}
          columns={[
            { name: t('time'), of: (moment) => start(step)(moment.start) },
            { name: t('solved'), of: (moment) => count(moment.solved), isNumber: true },
            { name: t('failed'), of: (moment) => count(moment.failed), isNumber: true },
            { name: t('rate'), of: (moment) => rate(moment.rate), isNumber: true },
          ]}
        />
      }
    />
  );
}
