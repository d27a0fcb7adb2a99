'use client';
import { useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl/react';
import { refusalIn } from '../failure';
import { FormAlert } from '../form/form-alert';
import { useWordsFor } from '../form/use-form';
import { trpc, withTrpc } from '../trpc';
import { forgetDraft, type SentCode } from '../verification/draft';
import { goOn } from './destination';

/** Signs in whoever proved a number, at once; if that fails they can try again. */
export const Entrance = withTrpc(Entering);

function Entering({ sent, onRestart }: { sent: SentCode; onRestart: () => void }) {
  const t = useTranslations('code');
  const form = useTranslations('form');
  const entry = trpc.session.signInBySms.useMutation({ onSuccess: arrive });
  const words = useWordsFor()(entry.error);
  const isUnproven = refusalIn(entry.error)?.field === 'smsCode';
  const isStarted = useRef(false);

  useEffect(() => {
    if (isStarted.current) return;
    isStarted.current = true;
    entry.mutate({ mobile: sent.mobile });
  });

  function again() {
    if (isUnproven) onRestart();
    else entry.mutate({ mobile: sent.mobile });
  }

  return (
    <section className="card">
      <h1>{t('confirmed')}</h1>
      <p className="lead" role="status">
        {!entry.error && form('busy')}
      </p>
      <FormAlert words={words} failure={entry.error} />
      {entry.error && (
        <button type="button" className="button primary" onClick={again}>
          {isUnproven ? t('resend') : form('again')}
        </button>
      )}
    </section>
  );
}

function arrive() {
  forgetDraft('sign-in');
  goOn();
}
