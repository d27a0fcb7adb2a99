'use client';
import { useEffect } from 'react';
import { FormAlert } from '../form/form-alert';
import { useWordsFor } from '../form/use-form';
import { trpc } from '../trpc';

/** The user's own page; who is not signed in is led to /sign-in. */
export function Account() {
  const wordsFor = useWordsFor();
  const session = trpc.session.current.useQuery();
  const signOut = trpc.session.signOut.useMutation({
    onSuccess: () => location.replace('/sign-in'),
  });
  const signedOut = session.data === null;
  useEffect(() => {
    if (signedOut) location.replace('/sign-in');
  }, [signedOut]);

  if (session.error && !session.data) {
    return (
      <section className="card">
        <h1>Your account</h1>
        <p role="alert">{wordsFor(session.error)}</p>
        <button type="button" className="primary" onClick={() => session.refetch()}>
          Try again
        </button>
      </section>
    );
  }
  if (!session.data) return <p role="status">One moment…</p>;
  return (
    <section className="card">
      <h1>You are in</h1>
      <dl>
        <dt>Mobile number</dt>
        <dd>{session.data.maskedMobile}</dd>
        <dt>Member since</dt>
        <dd>
          <time dateTime={session.data.since}>{asDate(session.data.since)}</time>
        </dd>
      </dl>
      <FormAlert words={wordsFor(signOut.error)} />
      <button
        type="button"
        className="secondary"
        disabled={signOut.isPending || signOut.isSuccess}
        onClick={() => signOut.mutate()}
      >
        Sign out
      </button>
    </section>
  );
}

function asDate(iso: string): string {
  return new Date(iso).toLocaleDateString('en', { dateStyle: 'long' });
}
