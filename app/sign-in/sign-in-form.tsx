'use client';
import type { FormEvent } from 'react';
import { PasswordField } from '../field';
import { MobileField } from '../mobile-field';
import { SubmitButton } from '../submit-button';
import { refusalIn, trpc, useIsSending, wordsFor } from '../trpc';

export function SignInForm() {
  const signIn = trpc.session.signIn.useMutation();
  const isSending = useIsSending();
  const refusal = refusalIn(signIn.error);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    if (isSending() || signIn.isSuccess) return;
    const { mobile, password } = Object.fromEntries(new FormData(event.currentTarget)) as Fields;
    signIn.mutate({ mobile, password }, { onSuccess: () => location.replace('/account') });
  }

  const error = (field: string) => (refusal?.field === field ? refusal.words : undefined);
  return (
    <form onSubmit={submit}>
      <h1>Welcome back</h1>
      <p className="lead">Sign in with the number you registered.</p>
      <MobileField id="signin-mobile" autoComplete="username" error={error('mobile')} />
      <PasswordField
        id="current-password"
        name="password"
        label="Password"
        error={error('password')}
        autoComplete="current-password"
      />
      <p className="error" role="alert">
        {!refusal?.field && wordsFor(signIn.error)}
      </p>
      <SubmitButton label="Sign in" busy={signIn.isPending || signIn.isSuccess} />
      <p className="aside">
        New here? <a href="/register">Create an account</a>
      </p>
    </form>
  );
}

type Fields = { mobile: string; password: string };
