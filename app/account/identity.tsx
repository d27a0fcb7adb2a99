'use client';
import { useLocale, useTranslations } from 'use-intl/react';
import { FormAlert } from '../form/form-alert';
import { useSendOnce, useWordsFor } from '../form/use-form';
import { forgetDestination } from '../sign-in/destination';
import { trpc } from '../trpc';
import { useSession } from './use-session';

/** Who is signed in, and the way out. */
export function Identity() {
  const t = useTranslations('account');
  const form = useTranslations('form');
  const locale = useLocale();
  const wordsFor = useWordsFor();
  const session = useSession();
  const { invalidate } = trpc.useUtils().session;
  const failed = session.data ? null : session.error;
  const { maskedMobile, since } = session.data ?? {};
  return (
    <section className="card">
      <h1>{t('title')}</h1>
      <dl className="identity" aria-busy={session.isPending}>
        <dt>{t('mobile')}</dt>
        <dd>
          <bdi dir="ltr">{maskedMobile ?? '…'}</bdi>
        </dd>
        <dt>{t('since')}</dt>
        <dd>{since ? <time dateTime={since}>{asDay(since, locale)}</time> : '…'}</dd>
      </dl>
      <FormAlert words={wordsFor(failed)} failure={failed} />
      {failed ? (
        <button type="button" className="button primary" onClick={() => invalidate()}>
          {form('again')}
        </button>
      ) : (
        <SignOut />
      )}
    </section>
  );
}

function SignOut() {
  const t = useTranslations('account');
  const form = useTranslations('form');
  const wordsFor = useWordsFor();
  const signOut = trpc.session.signOut.useMutation({ onSuccess: leave });
  const send = useSendOnce<void>(signOut);
  const isBusy = signOut.isPending || signOut.isSuccess;
  return (
    <>
      <FormAlert words={wordsFor(signOut.error)} failure={signOut.error} />
      <button
        type="button"
        className="button secondary"
        aria-disabled={isBusy}
        onClick={() => send()}
      >
        {isBusy ? form('busy') : t('signOut')}
      </button>
    </>
  );
}

function leave() {
  forgetDestination();
  location.replace('/sign-in');
}

/** In the visitor's own zone, which only their browser knows. */
function asDay(iso: string, locale: string): string {
  return new Date(iso).toLocaleDateString(locale, { dateStyle: 'long' });
}
