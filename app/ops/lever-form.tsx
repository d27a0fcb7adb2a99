'use client';
import { type FormEvent, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field } from '../form/field';
import { FormAlert } from '../form/form-alert';
import { typedIn, useSendOnce, useWordsIn } from '../form/use-form';
import { trpc } from '../trpc';
import { Choice } from './choice';
import type { Pull } from './pull';

type Act = 'stop' | 'allow' | 'lift' | 'budget';
type Whom = 'whomAll' | 'whomCountry' | 'whomPrefix';

const ACTS = { stop: 'actStop', allow: 'actAllow', lift: 'actLift', budget: 'actBudget' } as const;

const WHOM: Record<Act, Whom[]> = {
  stop: ['whomAll', 'whomCountry', 'whomPrefix'],
  allow: ['whomPrefix'],
  lift: ['whomCountry', 'whomPrefix'],
  budget: [],
};

/** Says what to do to whom; nothing is done before it was confirmed. */
export function LeverForm({ onChecked }: { onChecked: (pull: Pull) => void }) {
  const t = useTranslations('ops');
  const form = useTranslations('form');
  const [act, setAct] = useState<Act>('stop');
  const [chosen, setWhom] = useState<Whom>('whomCountry');
  const whom = WHOM[act].includes(chosen) ? chosen : WHOM[act].at(-1);
  const check = trpc.ops.checkLever.useMutation({ onSuccess: onChecked });
  const send = useSendOnce(check);
  const words = useWordsIn(check.error, ['scope', 'amounts']);

  function change(changed: HTMLFormElement) {
    const typed = typedIn(changed);
    setAct(typed.act as Act);
    if (typed.whom) setWhom(typed.whom as Whom);
    check.reset();
  }
  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { scope = '', amounts } = typedIn(event.currentTarget);
    send({ act, scope: FIXED[whom ?? 'budget'] ?? (scope || '?'), amounts: amounts || undefined });
  }

  return (
    <form method="post" className="lever-form" onSubmit={submit}>
      <Choice
        id="act"
        label={t('act')}
        value={act}
        options={Object.entries(ACTS).map(([value, name]) => ({ value, name: t(name) }))}
        onChange={change}
      />
      {whom && (
        <Choice
          id="whom"
          label={t('whom')}
          value={whom}
          options={WHOM[act].map((value) => ({ value, name: t(value) }))}
          onChange={change}
        />
      )}
      {(whom === 'whomCountry' || whom === 'whomPrefix') && (
        <Field
          key={whom}
          id="scope"
          name="scope"
          label={t(whom === 'whomCountry' ? 'scopeCountry' : 'scopePrefix')}
          placeholder={whom === 'whomCountry' ? 'CN' : '+8617612'}
          autoComplete="off"
          error={words.at('scope')}
        />
      )}
      {act === 'budget' && (
        <Field
          id="amounts"
          name="amounts"
          label={t('amounts')}
          hint="25/1h 100/24h"
          autoComplete="off"
          error={words.at('amounts')}
        />
      )}
      <FormAlert words={words.rest} failure={check.error} />
      <button type="submit" className="button secondary" aria-disabled={check.isPending}>
        {check.isPending ? form('busy') : t('check')}
      </button>
    </form>
  );
}

/** What nobody has to type. */
const FIXED: Partial<Record<Whom | 'budget', string>> = { whomAll: 'all', budget: 'budget' };
