'use client';
import type { inferRouterOutputs } from '@trpc/server';
import { useLocale, useTranslations } from 'use-intl/react';
import type { AppRouter } from '#server/routers/app';
import { FormAlert } from '../form/form-alert';
import { useSendOnce, useWordsFor } from '../form/use-form';
import { trpc } from '../trpc';
import { useSession } from './use-session';

export type Session = inferRouterOutputs<AppRouter>['session']['list'][number];

/** One place where the user is signed in. */
export function SessionRow({
  session,
  onEnded,
}: {
  session: Session;
  onEnded: (words: string) => void;
}) {
  const t = useTranslations('account');
  const device = useDevice(session);
  return (
    <li className="row">
      <span className="row-words">
        <span className="row-name">{device}</span>
        <span className="hint">
          {session.isCurrent ? t('here') : <LastUsed iso={session.lastSeenAt} />}
        </span>
      </span>
      {!session.isCurrent && (
        <End id={session.id} device={device} onEnded={() => onEnded(t('ended', { device }))} />
      )}
    </li>
  );
}

function End({ id, device, onEnded }: { id: string; device: string; onEnded: () => void }) {
  const t = useTranslations('account');
  const form = useTranslations('form');
  const wordsFor = useWordsFor();
  const end = trpc.session.end.useMutation({ onSuccess: onEnded });
  const send = useSendOnce(end);
  useSession(end.error);
  const isBusy = end.isPending || end.isSuccess;
  return (
    <>
      <button
        type="button"
        className="button secondary"
        aria-disabled={isBusy}
        onClick={() => send({ id })}
      >
        {isBusy ? form('busy') : t('end')}
        <span className="visually-hidden"> {device}</span>
      </button>
      <FormAlert words={wordsFor(end.error)} failure={end.error} />
    </>
  );
}

/** Such as `Chrome on Android`, as far as the browser said. */
function useDevice({ browser, system }: Session): string {
  const t = useTranslations('account');
  if (browser && system) return t('device', { browser, system });
  return browser ?? system ?? t('unknownDevice');
}

/** In the visitor's own zone, which only their browser knows. */
function LastUsed({ iso }: { iso: string }) {
  const t = useTranslations('account');
  const locale = useLocale();
  const when = new Date(iso).toLocaleString(locale, { dateStyle: 'medium', timeStyle: 'short' });
  return <time dateTime={iso}>{t('lastUsed', { when })}</time>;
}
