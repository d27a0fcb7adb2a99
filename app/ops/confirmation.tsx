'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormAlert } from '../form/form-alert';
import { useSendOnce, useWordsFor } from '../form/use-form';
import { trpc } from '../trpc';
import type { Pull } from './pull';

/** What will happen and how to take it back; only the press in here does it. */
export function Confirmation({
  pull,
  onClose,
}: {
  pull: Pull;
  onClose: (isDone: boolean) => void;
}) {
  const t = useTranslations('ops');
  const form = useTranslations('form');
  const wordsFor = useWordsFor();
  const dialog = useRef<HTMLDialogElement>(null);
  const lever = trpc.ops.pullLever.useMutation({ onSuccess: () => onClose(true) });
  const send = useSendOnce(lever);
  const consequences = useConsequences(pull);
  const { act, scope, amounts } = pull;
  useEffect(() => dialog.current?.showModal(), []);

  return (
    <dialog
      ref={dialog}
      className="confirmation"
      aria-labelledby="confirm-title"
      aria-describedby="confirm-what"
      onClose={() => onClose(false)}
    >
      <h2 id="confirm-title">{t('confirmHeading')}</h2>
      <div id="confirm-what">
        {consequences.map((words) => (
          <p key={words}>{words}</p>
        ))}
      </div>
      <FormAlert words={wordsFor(lever.error)} failure={lever.error} />
      <div className="pair">
        <button type="button" className="button secondary" onClick={() => dialog.current?.close()}>
          {t('no')}
        </button>
        <button
          type="button"
          className="button danger"
          aria-disabled={lever.isPending}
          onClick={() => send({ act, scope, amounts: amounts || undefined })}
        >
          {lever.isPending ? form('busy') : t('yes')}
        </button>
      </div>
    </dialog>
  );
}

/** What happens, how to take it back, and that it is written down. */
function useConsequences({ act, kind, scope, amounts = '' }: Pull): string[] {
  const t = useTranslations('ops');
  const said = {
    stop: [t('willStop', { kind, scope }), t('backByList')],
    allow: [t('willAllow', { scope }), t('backByList')],
    lift: [t('willLift', { scope }), t('backNever')],
    budget: [t('willBudget', { amounts }), t('backByList')],
    resume: [t('willResume', { kind, scope }), t('backByAgain')],
  };
  return [...said[act], t('recorded')];
}
