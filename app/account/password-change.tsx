'use client';
import type { FormEvent } from 'react';
import { useTranslations } from 'use-intl/react';
import { FormAlert } from '../form/form-alert';
import { SubmitButton } from '../form/submit-button';
import { typedIn, useSendOnce, useWordsIn } from '../form/use-form';
import { NewPasswordField } from '../password/new-password-field';
import { trpc } from '../trpc';
import { arrive } from './arrival';
import { CurrentPassword, SavedUsername } from './current-password';
import { useSession } from './use-session';
import { WayBack } from './way-back';

/** The server refuses the number; this page has it only masked. */
const NOTHING_KNOWN: string[] = [];

/** Another password; ends the sessions elsewhere. */
export function PasswordChange() {
  const t = useTranslations('account');
  const change = trpc.password.change.useMutation({ onSuccess: () => arrive('#password') });
  const send = useSendOnce(change);
  const words = useWordsIn(change.error, ['currentPassword', 'password']);
  useSession(change.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { currentPassword = '', password = '' } = typedIn(event.currentTarget);
    send({ currentPassword, password });
  }

  return (
    <form method="post" className="card" onSubmit={submit}>
      <h1>{t('passwordTitle')}</h1>
      <p className="lead">{t('passwordLead')}</p>
      <SavedUsername />
      <CurrentPassword error={words.at('currentPassword')} />
      <NewPasswordField id="new-password" error={words.at('password')} context={NOTHING_KNOWN} />
      <FormAlert words={words.rest} failure={change.error} />
      <SubmitButton label={t('savePassword')} busy={change.isPending || change.isSuccess} />
      <WayBack />
    </form>
  );
}
