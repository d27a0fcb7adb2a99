'use client';
import { type FormEvent, useEffect, useRef } from 'react';
import type { Failure } from '../failure';
import { FormAlert } from '../form/form-alert';
import { SubmitButton } from '../form/submit-button';
import { inputOf, typedIn, useSendOnce, useWordsIn } from '../form/use-form';
import { type LastStep, Restart } from '../verification/last-step';
import { Steps } from '../verification/steps';
import { NewPasswordField } from './new-password-field';

interface Choice {
  mobile: string;
  password: string;
}

/** What was typed before a step back; in memory only, unlike a draft. */
let kept = '';

/** A new password for a number that was just proven. */
export function NewPasswordForm({
  sent,
  steps,
  words,
  mutation,
  onRestart,
}: LastStep & {
  words: { title: string; lead: string; submit: string };
  mutation: {
    mutate(choice: Choice, options: { onSettled(): void }): void;
    error: Failure;
    isPending: boolean;
    isSuccess: boolean;
  };
}) {
  const form = useRef<HTMLFormElement>(null);
  const send = useSendOnce(mutation);
  const { at, rest } = useWordsIn(mutation.error, ['password']);
  useEffect(() => inputOf(form, 'password').focus(), []);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    send({ mobile: sent.mobile, password: typedIn(event.currentTarget).password ?? '' });
  }

  function keep({ target }: FormEvent<HTMLFormElement>) {
    kept = (target as HTMLInputElement).value;
  }

  return (
    <form ref={form} method="post" className="card step arriving" onSubmit={submit} onInput={keep}>
      <Steps all={steps} current="password" />
      <h1>{words.title}</h1>
      <p className="lead">{words.lead}</p>
      <Username mobile={sent.mobile} />
      <NewPasswordField
        id="new-password"
        defaultValue={kept}
        error={at('password')}
        context={[sent.mobile]}
      />
      <FormAlert words={rest} failure={mutation.error} />
      <SubmitButton label={words.submit} busy={mutation.isPending || mutation.isSuccess} />
      <Restart failure={mutation.error} onRestart={onRestart} />
    </form>
  );
}

/** Not for people: it tells password managers whose password this is. */
export function Username({ mobile }: { mobile: string }) {
  return (
    <input
      className="visually-hidden"
      name="username"
      autoComplete="username"
      defaultValue={mobile}
      readOnly
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}
