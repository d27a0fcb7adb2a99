'use client';
import { useEffect } from 'react';
import { useTranslations } from 'use-intl/react';
import { trpc } from '../trpc';
import type { SentCode } from './draft';
import type { Purpose } from './purpose';
import { keepServerTime, serverTime } from './server-time';

const EVERY_MILLISECONDS = 3_000;

/**
 * What became of the SMS, live. Asks while the visitor can see the page (TanStack Query pauses an
 * interval in a hidden tab), until the answer is final or the code is no longer good.
 */
export function Delivery({ purpose, sent }: { purpose: Purpose; sent: SentCode }) {
  const t = useTranslations('delivery');
  const { data } = trpc.smsCode.state.useQuery(
    { purpose },
    {
      // Of an earlier SMS nothing is shown: this one's story is another.
      gcTime: 0,
      retry: false,
      refetchInterval: ({ state }) => (isOver(state.data, sent) ? false : EVERY_MILLISECONDS),
    },
  );
  useEffect(() => {
    if (data) keepServerTime(data.now);
  }, [data]);
  const state = data?.delivery ?? sent.delivery;
  return (
    <p className={state === 'refused' ? 'error' : 'hint'} role="status">
      {t(state)}
    </p>
  );
}

function isOver(data: { delivery: string | null } | undefined, { expiresAt }: SentCode): boolean {
  const isFinal = data?.delivery === 'delivered' || data?.delivery === 'refused';
  return isFinal || serverTime() > expiresAt;
}
