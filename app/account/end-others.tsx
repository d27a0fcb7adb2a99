'use client';
import { useTranslations } from 'use-intl/react';
import { FormAlert } from '../form/form-alert';
import { useSendOnce, useWordsFor } from '../form/use-form';
import { trpc } from '../trpc';
import { useSession } from './use-session';

/** Signs the user out everywhere but here. */
export function EndOthers({ onEnded }: { onEnded: (words: string) => void }) {
  const t = useTranslations('account');
  const form = useTranslations('form');
  const wordsFor = useWordsFor();
  const endOthers = trpc.session.endOthers.useMutation({
    onSuccess: ({ ended }) => onEnded(t('endedOthers', { count: ended })),
  });
  const send = useSendOnce<void>(endOthers);
  useSession(endOthers.error);
  return (
    <>
      <FormAlert words={wordsFor(endOthers.error)} failure={endOthers.error} />
      <button
        type="button"
        className="button secondary"
        aria-disabled={endOthers.isPending}
        onClick={() => send()}
      >
        {endOthers.isPending ? form('busy') : t('endOthers')}
      </button>
    </>
  );
}
