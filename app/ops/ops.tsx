'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { refusalIn } from '../failure';
import { FormAlert } from '../form/form-alert';
import { later } from '../form/later';
import { useWordsFor } from '../form/use-form';
import { Filters } from './filters';
import { Freshness } from './freshness';
import { useFigures, type View } from './use-view';

/** The charts, and what draws them: for nobody but operators. */
const Board = later(() => import('./board').then((module) => module.Board));

/** What an operator sees of the whole site, and the levers of the send guard. */
export function Ops() {
  const t = useTranslations('ops');
  const form = useTranslations('form');
  const wordsFor = useWordsFor();
  const [view, setView] = useState<View>({ period: '24h' });
  const figures = useFigures(view);
  const { data, error } = figures;
  const refusal = refusalIn(error);
  if (refusal?.reason === 'not-operator') {
    return (
      <section className="card">
        <h1>{t('refused')}</h1>
        <p role="status">{refusal.words}</p>
      </section>
    );
  }
  const isOfFilter = refusal?.field === 'prefix';
  const words = isOfFilter ? undefined : wordsFor(error);
  return (
    <div className="ops">
      <div className="card">
        <header className="ops-head">
          <h1>{t('title')}</h1>
          <Freshness figures={figures} isStale={Boolean(error) && !isOfFilter} />
        </header>
        {data ? (
          <Filters
            view={view}
            choices={data.choices}
            step={data.step}
            error={isOfFilter ? refusal.words : undefined}
            onChange={setView}
          />
        ) : (
          <p role="status">{error ? '' : form('busy')}</p>
        )}
        <FormAlert words={words} failure={error} />
        {!data && error && (
          <button type="button" className="button secondary" onClick={() => figures.refetch()}>
            {form('again')}
          </button>
        )}
      </div>
      {data && <Board figures={data} onPulled={() => figures.refetch()} />}
    </div>
  );
}
