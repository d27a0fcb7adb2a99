'use client';
import { useTranslations } from 'use-intl/react';
import { Panel } from './figure';
import { useFormat } from './format';
import { Table } from './table';
import type { Figures } from './use-view';

/** The last entries of the audit log. */
export function Journal({ entries }: { entries: Figures['journal'] }) {
  const t = useTranslations('ops');
  const { when } = useFormat();
  const whoIs = useWho();
  return (
    <Panel title={t('journalHeading')} size="full">
      <Table
        caption={t('journalHeading')}
        rows={entries}
        keyOf={({ seq }) => seq}
        columns={[
          { name: t('time'), of: ({ at }) => <time dateTime={at}>{when(at)}</time> },
          { name: t('who'), of: ({ actor }) => whoIs(actor) },
          // A hyphen would end the name of a case.
          { name: t('did'), of: (each) => t('action', { action: each.action.replace('-', '_') }) },
          {
            name: t('details'),
            of: ({ details }) => <bdi>{Object.values(details).map(String).join(' · ')}</bdi>,
          },
        ]}
      />
    </Panel>
  );
}

/** An account by the end of its id, which is long; a command by the name of its user. */
export function useWho(): (actor: string) => string {
  const t = useTranslations('ops');
  return (actor) => {
    const [kind, name = ''] = actor.split(/:(.*)/);
    if (kind === 'user') return t('operator', { id: name.slice(-6) });
    return kind === 'command' ? t('commandLine', { name }) : actor;
  };
}
