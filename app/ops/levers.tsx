'use client';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Confirmation } from './confirmation';
import { Panel } from './figure';
import { useFormat } from './format';
import { useWho } from './journal';
import { LeverForm } from './lever-form';
import type { Pull } from './pull';
import type { Figures } from './use-view';

/** What was said to the send guard, what it blocks by itself, and how to say more. */
export function Levers({ guard, onPulled }: { guard: Figures['guard']; onPulled: () => void }) {
  const t = useTranslations('ops');
  const line = useRef<HTMLParagraphElement>(null);
  const [asked, setAsked] = useState<Pull>();
  const [news, setNews] = useState<{ words: string }>();

  function close(isDone: boolean) {
    setAsked(undefined);
    setNews(isDone ? { words: t('done') } : undefined);
    if (isDone) onPulled();
  }
  // The dialog is gone by now; the button that was pressed may go.
  useEffect(() => {
    if (news) line.current?.focus();
  }, [news]);

  return (
    <>
      <Panel title={t('leversHeading')} size="half">
        <p className="notice-line" role="status" ref={line} tabIndex={-1}>
          {news?.words}
        </p>
        <Said levers={guard.levers} onPress={setAsked} />
        <h3>{t('blocksHeading')}</h3>
        <Blocks blocks={guard.blocks} onPress={setAsked} />
      </Panel>
      <Panel title={t('pullHeading')} size="half">
        <LeverForm onChecked={setAsked} />
      </Panel>
      {asked && <Confirmation pull={asked} onClose={close} />}
    </>
  );
}

function Said({
  levers,
  onPress,
}: {
  levers: Figures['guard']['levers'];
  onPress: (pull: Pull) => void;
}) {
  const t = useTranslations('ops');
  const { when } = useFormat();
  const whoIs = useWho();
  if (levers.length === 0) return <p>{t('leversNone')}</p>;
  return (
    <ul className="rows">
      {levers.map(({ name, value, setBy, setAt }) => (
        <Row
          key={name}
          name={t('leverSaid', { value, scope: name === 'all' ? t('everybody') : name })}
          hint={t('saidBy', { who: whoIs(setBy), when: when(setAt) })}
          button={t('takeBack')}
          onPress={() => onPress({ act: 'resume', kind: kindOf(name), scope: name })}
        />
      ))}
    </ul>
  );
}

function Blocks({
  blocks,
  onPress,
}: {
  blocks: Figures['guard']['blocks'];
  onPress: (pull: Pull) => void;
}) {
  const t = useTranslations('ops');
  const { when } = useFormat();
  if (blocks.length === 0) return <p>{t('blocksNone')}</p>;
  return (
    <ul className="rows">
      {blocks.map(({ kind, id, until }) => (
        <Row
          key={id}
          name={<bdi dir="ltr">{id}</bdi>}
          hint={t('until', { when: when(until) })}
          button={t('liftBlock')}
          onPress={() => onPress({ act: 'lift', kind, scope: id })}
        />
      ))}
    </ul>
  );
}

/** Something that holds, and the button that ends it. */
function Row({
  name,
  hint,
  button,
  onPress,
}: {
  name: ReactNode;
  hint: string;
  button: string;
  onPress: () => void;
}) {
  return (
    <li className="row">
      <span className="row-words">
        <span className="row-name">{name}</span>
        <span className="hint">{hint}</span>
      </span>
      <button type="button" className="button secondary" onClick={onPress}>
        {button}
        <span className="visually-hidden"> {name}</span>
      </button>
    </li>
  );
}

/** As the guard tells the names of levers apart. */
function kindOf(name: string): Pull['kind'] {
  if (name === 'all' || name === 'budget') return name;
  return name.startsWith('+') ? 'prefix' : 'country';
}
