'use client';
import type { FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field } from '../form/field';
import { typedIn } from '../form/use-form';
import { Choice } from './choice';
import { useFormat } from './format';
import type { Figures, View } from './use-view';

const PERIODS = ['1h', '6h', '24h', '7d', '30d'] as const;

/** Which figures are shown; the prefix when it is sent, the others at once. */
export function Filters({
  view,
  choices,
  step,
  error,
  onChange,
}: {
  view: View;
  choices: Figures['choices'];
  step: Figures['step'];
  /** What is wrong with the prefix. */
  error?: string;
  onChange: (view: View) => void;
}) {
  const t = useTranslations('ops');
  const { country } = useFormat();
  const every = { value: '', name: t('every') };

  function read(form: HTMLFormElement) {
    const typed = typedIn(form);
    onChange({
      period: typed.period as View['period'],
      country: typed.country || undefined,
      sender: typed.sender || undefined,
      prefix: typed.prefix?.trim() || undefined,
    });
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    read(event.currentTarget);
  }

  return (
    <form className="filters" aria-label={t('filters')} onSubmit={submit}>
      <Choice
        id="period"
        label={t('period')}
        value={view.period}
        options={PERIODS.map((value) => ({ value, name: t(`period${value}`) }))}
        onChange={read}
      />
      <Choice
        id="country"
        label={t('country')}
        value={view.country ?? ''}
        options={[every, ...choices.countries.map((value) => ({ value, name: country(value) }))]}
        onChange={read}
      />
      <Choice
        id="sender"
        label={t('sender')}
        value={view.sender ?? ''}
        options={[every, ...choices.senders.map((value) => ({ value, name: value }))]}
        onChange={read}
      />
      <Field
        id="prefix"
        name="prefix"
        label={t('prefix')}
        placeholder="+8617612"
        inputMode="tel"
        autoComplete="off"
        error={error}
        after={
          <button type="submit" className="in-field">
            {t('apply')}
          </button>
        }
      />
      <p className="hint">{t('wholeSteps', { step })}</p>
    </form>
  );
}
