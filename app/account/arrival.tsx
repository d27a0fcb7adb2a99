'use client';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';

/** What a page of the account has just done, as the hash it leads back with. */
export const ARRIVALS = { '#password': 'passwordChanged', '#mobile': 'mobileChanged' } as const;

type Arrivals = typeof ARRIVALS;

/** Back to the account, which then says what was done. */
export function arrive(hash: keyof Arrivals): void {
  location.replace(`/account${hash}`);
}

export function Arrival() {
  const t = useTranslations('account');
  const [news, setNews] = useState<Arrivals[keyof Arrivals]>();
  useEffect(() => {
    const arrival = ARRIVALS[location.hash as keyof Arrivals];
    if (!arrival) return;
    setNews(arrival);
    history.replaceState(null, '', location.pathname); // a refresh is no news
  }, []);
  return <div role="status">{news && <p className="notice">{t(news)}</p>}</div>;
}
