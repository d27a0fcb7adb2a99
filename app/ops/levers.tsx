'use client';
import { useEffect, useRef, useState } from 'react';
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
      {levers.map(({ name, value, setBy, setAt }) => {
        const scope = name === 'all' ? t('everybody') : name;
        const words = t('leverSaid', { value, scope });
        return (
          <li key={name} className="row">
            <span className="row-words">
              <span className="row-name">{words}</span>
              <span className="hint">{t('saidBy', { who: whoIs(setBy), when: when(setAt) })}</span>
            </span>
            <button
              type="button"
              className="button secondary"
              onClick={() => onPress({ act: 'resume', kind: kindOf(name), scope: name })}
            >
              {t('takeBack')}
              <span className="visually-hidden"> {words}</span>
            </button>
          </li>
        );
      })}
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
        <li key={id} className="row">
          <span className="row-words">
            <bdi dir="ltr" className="row-name">
              {id}
            </bdi>
            <span className="hint">{t('until', { when: when(until) })}</span>
          </span>
          <button
            type="button"
            className="button secondary"
            onClick={() => onPress({ act: 'lift', kind, scope: id })}
          >
            {t('liftBlock')}
            <span className="visually-hidden"> {id}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** As the guard tells the names of levers apart. */
function kindOf(name: string): Pull['kind'] {
  if (name === 'all' || name === 'budget') return name;
  return name.startsWith('+') ? 'prefix' : 'country';
}
