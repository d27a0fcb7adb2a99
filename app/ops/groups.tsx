'use client';
import { useTranslations } from 'use-intl/react';
import { Conversion } from './conversion';
import { Panel } from './figure';
import { useFormat } from './format';
import { Table } from './table';
import type { Figures } from './use-view';

const WORDS = {
  countries: { title: 'countriesHeading', name: 'country' },
  senders: { title: 'sendersHeading', name: 'sender' },
} as const;

/** What became of the SMS to each country, or by each sender, and what they cost. */
export function Groups({ of, groups }: { of: keyof typeof WORDS; groups: Figures['countries'] }) {
  const t = useTranslations('ops');
  const { count, money, country } = useFormat();
  const title = t(WORDS[of].title);
  return (
    <Panel title={title} size="half">
      {groups.length === 0 ? (
        <p>{t('none')}</p>
      ) : (
        <Table
          caption={title}
          rows={groups}
          keyOf={({ name }) => name}
          columns={[
            { name: t(WORDS[of].name), of: ({ name }) => country(name) },
            { name: t('sent'), of: (group) => count(group.sent), isNumber: true },
            { name: t('delivered'), of: (group) => count(group.delivered), isNumber: true },
            { name: t('verified'), of: (group) => count(group.verified), isNumber: true },
            { name: t('conversion'), of: (group) => <Conversion of={group} />, isNumber: true },
            { name: t('spent'), of: (group) => money(group.spent), isNumber: true },
          ]}
        />
      )}
    </Panel>
  );
}
