'use client';
import { useQuery } from '@tanstack/react-query';
import type { InboxMessage } from '#server/sms';
import { withTrpc } from '../trpc';

const POLL_MILLISECONDS = 1000;

/** The SMS that development "sent", newest first, live. */
export const Inbox = withTrpc(Messages);

function Messages() {
  const { data: messages = [] } = useQuery({
    queryKey: ['inbox'],
    queryFn: async () => (await fetch('/dev/inbox/messages')).json() as Promise<InboxMessage[]>,
    refetchInterval: POLL_MILLISECONDS,
  });
  return (
    <section className="card">
      <h1>SMS inbox</h1>
      <p className="lead">What this development server would have sent. Newest first.</p>
      {messages.length === 0 && <p role="status">No SMS yet. Ask for a code on /register.</p>}
      <ol className="inbox" aria-live="polite">
        {messages.map(({ id, to, text, receivedAt }) => (
          <li key={id}>
            <p className="hint">
              {to} · {new Date(receivedAt).toLocaleTimeString()}
            </p>
            <p>{text}</p>
          </li>
        ))}
      </ol>
    </section>
  );
}
