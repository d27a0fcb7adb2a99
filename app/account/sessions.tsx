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
  const user = useSession(sessions.error);

  /** The button that was pressed goes: the focus stays near. */
  function drop(isOver: (session: Session) => boolean, words: string) {
    heading.current?.focus();
    list.setData(undefined, (known) => known?.filter((session) => !isOver(session)));
    setNews(words);
  }

  return (
    <section className="card" aria-labelledby="sessions">
      <h2 id="sessions" ref={heading} tabIndex={-1}>
        {t('sessionsTitle')}
      </h2>
      <p className="hint" role="status">
        {news}
      </p>
      {sessions.data ? (
        <List sessions={hereFirst(sessions.data)} onEnded={drop} />
      ) : (
        <Awaited sessions={sessions} isKnown={Boolean(user.data)} />
      )}
    </section>
  );
}

function List({
  sessions,
  onEnded,
}: {
  sessions: Session[];
  onEnded: (isOver: (session: Session) => boolean, words: string) => void;
}) {
  return (
    <>
      <ul className="rows">
        {sessions.map((session) => (
          <SessionRow
            key={session.id}
            session={session}
            onEnded={(words) => onEnded(({ id }) => id === session.id, words)}
          />
        ))}
      </ul>
      {sessions.length > 1 && (
        <EndOthers onEnded={(words) => onEnded(({ isCurrent }) => !isCurrent, words)} />
      )}
    </>
  );
}

/** Where not even the user is known, the card above says why, and tries both again. */
function Awaited({
  sessions,
  isKnown,
}: {
  sessions: ReturnType<typeof trpc.session.list.useQuery>;
  isKnown: boolean;
}) {
  const form = useTranslations('form');
  const wordsFor = useWordsFor();
  const words = isKnown ? wordsFor(sessions.error) : undefined;
  return (
    <div className="awaited">
      <p role="status">{sessions.isFetching && form('busy')}</p>
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
