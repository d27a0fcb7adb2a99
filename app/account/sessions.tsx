'use client';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormAlert } from '../form/form-alert';
import { useWordsFor } from '../form/use-form';
import { trpc } from '../trpc';
import { EndOthers } from './end-others';
import { type Session, SessionRow } from './session-row';
import { ASK_ONCE, useSession } from './use-session';

/** Where the user is signed in; each of these but the one here can be ended. */
export function Sessions() {
  const t = useTranslations('account');
  const heading = useRef<HTMLHeadingElement>(null);
  const [news, setNews] = useState('');
  const { list } = trpc.useUtils().session;
  const sessions = trpc.session.list.useQuery(undefined, ASK_ONCE);
  useSession(sessions.error);

  /** The button that was pressed goes: the focus stays near. */
  function drop(isOver: (session: Session) => boolean, words: string) {
    heading.current?.focus();
    list.setData(undefined, (known) => known?.filter((session) => !isOver(session)));
    setNews(words);
  }

  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions" ref={heading} tabIndex={-1}>
        {t('sessions')}
      </h2>
      <p className="hint" role="status">
        {news}
      </p>
      {sessions.data ? (
        <>
          <ul className="rows">
            {hereFirst(sessions.data).map((session) => (
              <SessionRow
                key={session.id}
                session={session}
                onEnded={(words) => drop(({ id }) => id === session.id, words)}
              />
            ))}
          </ul>
          {sessions.data.length > 1 && (
            <EndOthers onEnded={(words) => drop(({ isCurrent }) => !isCurrent, words)} />
          )}
        </>
      ) : (
        <Awaited sessions={sessions} />
      )}
    </section>
  );
}

function Awaited({ sessions }: { sessions: ReturnType<typeof trpc.session.list.useQuery> }) {
  const form = useTranslations('form');
  const words = useWordsFor()(sessions.error);
  return (
    <div className="awaited">
      <p role="status">{!words && form('busy')}</p>
      <FormAlert words={words} failure={sessions.error} />
      {words && (
        <button type="button" className="button secondary" onClick={() => sessions.refetch()}>
          {form('again')}
        </button>
      )}
    </div>
  );
}

function hereFirst(sessions: Session[]): Session[] {
  return sessions.toSorted((a, b) => Number(b.isCurrent) - Number(a.isCurrent));
}
