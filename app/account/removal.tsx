'use client';
import type { FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormAlert } from '../form/form-alert';
import { SubmitButton } from '../form/submit-button';
import { typedIn, useSendOnce, useWordsIn } from '../form/use-form';
import { trpc } from '../trpc';
import { forgetDraft } from '../verification/draft';
import { DATA } from './account';
import { CurrentPassword, SavedUsername } from './current-password';
import { useSession } from './use-session';
import { WayBack } from './way-back';

/** Ends the account for good: says what is lost, and offers what is kept first. */
export function Removal() {
  const t = useTranslations('account');
  const removal = trpc.account.remove.useMutation({ onSuccess: leave });
  const send = useSendOnce(removal);
  const words = useWordsIn(removal.error, ['currentPassword']);
  useSession(removal.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { currentPassword = '' } = typedIn(event.currentTarget);
    send({ currentPassword });
  }

  return (
    <form method="post" className="card" onSubmit={submit}>
      <h1>{t('removeTitle')}</h1>
      <p className="lead">{t('removeLead')}</p>
      <ul className="losses">
        <li>{t('loseNumber')}</li>
        <li>{t('loseSessions')}</li>
        <li>{t('loseRecords')}</li>
      </ul>
      <a className="button secondary" href={DATA} download>
        {t('downloadFirst')}
      </a>
      <SavedUsername />
      <CurrentPassword error={words.at('currentPassword')} />
      <FormAlert words={words.rest} failure={removal.error} />
      <SubmitButton
        look="danger"
        label={t('removeForGood')}
        busy={removal.isPending || removal.isSuccess}
      />
      <WayBack />
    </form>
  );
}

function leave() {
  forgetDraft('mobile-change');
  location.replace('/account/deleted');
}
