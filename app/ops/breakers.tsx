'use client';
import { useTranslations } from 'use-intl/react';
import { Panel } from './figure';
import { useFormat } from './format';
import { Table } from './table';
import type { Figures } from './use-view';

/** Which senders are passed over now, and how often that began. */
export function Breakers({ breakers, senders }: Pick<Figures, 'breakers' | 'senders'>) {
  const t = useTranslations('ops');
  const { count, country } = useFormat();
  const opened = senders.filter(({ openings }) => openings > 0);
  return (
    <Panel title={t('breakersHeading')} hint={t('breakersHint')}>
      {breakers.length === 0 && <p>{t('breakersNone')}</p>}
      <ul className="passed-over">
        {breakers.map(({ sender, country: code }) => (
          <li key={`${sender} ${code}`}>
            <svg
              viewBox="0 0 16 16"
              width="18"
              height="18"
              aria-hidden="true"
              fill="none"
              stroke="currentColor"
              strokeWidth="1.6"
            >
              <circle cx="8" cy="8" r="7" />
              <path d="m5 5 6 6M11 5l-6 6" />
            </svg>
            <span>{t('breaker', { sender, country: country(code) })}</span>
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
