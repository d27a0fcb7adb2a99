'use client';
import type { FormEvent } from 'react';
import { PasswordField } from '../field';
import { FormAlert } from '../form-alert';
import { MobileField } from '../mobile-field';
import { SubmitButton } from '../submit-button';
import { trpc } from '../trpc';
import { typedIn, useSendOnce, wordsIn } from '../use-form';

export function SignInForm() {
  const signIn = trpc.session.signIn.useMutation({
    onSuccess: () => location.replace('/account'),
  });
  const send = useSendOnce(signIn);
  const words = wordsIn(signIn.error, ['mobile', 'password']);

  function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const { mobile = '', password = '' } = typedIn(event.currentTarget);
    send({ mobile, password });
  }

  return (
    <form method="post" onSubmit={submit}>
      <h1>Welcome back</h1>
      <p className="lead">Sign in with the number you registered.</p>
      <MobileField id="signin-mobile" autoComplete="username" error={words.at('mobile')} />
      <PasswordField
        id="current-password"
        name="password"
        label="Password"
        error={words.at('password')}
        autoComplete="current-password"
      />
      <FormAlert words={words.rest} />
      <SubmitButton label="Sign in" busy={signIn.isPending || signIn.isSuccess} />
      <p className="aside">
        New here? <a href="/register">Create an account</a>
      </p>
    </form>
  );
}
