'use client';
import { useTranslations } from 'use-intl/react';
import { Panel } from './figure';
import { useFormat } from './format';
import { Table } from './table';
import type { Figures } from './use-view';

const MARKS = { closed: '●', open: '○', 'half-open': '◐' };

/** Which senders are passed over now, and how often that happened. */
export function Breakers({ breakers, senders }: Pick<Figures, 'breakers' | 'senders'>) {
  const t = useTranslations('ops');
  const { count, country } = useFormat();
  const opened = senders.filter(({ openings }) => openings > 0);
  return (
    <Panel title={t('breakersHeading')} hint={t('breakersHint')}>
      {breakers.length === 0 && <p>{t('breakersNone')}</p>}
      <ul className="states">
        {breakers.map(({ sender, country: code, state }) => (
          <li key={`${sender} ${code}`} data-state-of={state}>
            <span aria-hidden="true">{MARKS[state]}</span> {sender} · {country(code)}:{' '}
            {t('breaker', { state })}
          </li>
        ))}
      </ul>
      {opened.length > 0 && (
        <Table
          caption={t('openings')}
          rows={opened}
          keyOf={({ name }) => name}
          columns={[
            { name: t('sender'), of: ({ name }) => name },
            { name: t('openings'), of: ({ openings }) => count(openings), isNumber: true },
          ]}
        />
      )}
    </Panel>
  );
}
