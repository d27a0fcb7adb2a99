'use client';
import { trpc } from '../trpc';
import type { SentCode } from './draft';

const EVERY_MILLISECONDS = 3_000;

const WORDS = {
  sending: 'It is on its way.',
  sent: 'Sent. It can take a moment.',
  unknown: 'It may take a moment. If it does not come, you can ask for another one.',
  delivered: 'Delivered to your phone.',
  refused: 'Your carrier refused it: check the number or try another way.',
};

/**
 * What became of the SMS, live. Asks while the visitor can see the page (TanStack Query pauses an
 * interval in a hidden tab), until the answer is final or the code is no longer good.
 */
export function Delivery({ sent }: { sent: SentCode }) {
  const { data } = trpc.smsCode.state.useQuery(
    { purpose: 'registration' },
    {
      // Of an earlier SMS nothing is shown: this one's story is another.
      gcTime: 0,
      retry: false,
      refetchInterval: ({ state }) =>
        isOver(state.data?.delivery, sent) ? false : EVERY_MILLISECONDS,
    },
  );
  const state = data?.delivery ?? sent.delivery;
  return (
    <p className={state === 'refused' ? 'error' : 'hint'} role="status">
      {WORDS[state]}
    </p>
  );
}

function isOver(state: keyof typeof WORDS | null | undefined, { expiresAt }: SentCode): boolean {
  return state === 'delivered' || state === 'refused' || Date.now() > expiresAt;
}
