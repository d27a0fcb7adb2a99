'use client';
import { useMemo } from 'react';
import { useLocale } from 'use-intl/react';

export type Format = ReturnType<typeof formatOf>;

/** Numbers and times as the page's language writes them; times in the operator's own zone. */
export function useFormat(): Format {
  const locale = useLocale();
  return useMemo(() => formatOf(locale), [locale]);
}

const NONE = '–';

function formatOf(locale: string) {
  const whole = new Intl.NumberFormat(locale);
  const short = new Intl.NumberFormat(locale, { notation: 'compact', maximumFractionDigits: 1 });
  const share = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 1 });
  const sum = new Intl.NumberFormat(locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: 2,
  });
  const countries = new Intl.DisplayNames(locale, { type: 'region' });
  const dates = (options: Intl.DateTimeFormatOptions) => {
    const format = new Intl.DateTimeFormat(locale, options);
    return (time: number | string) => format.format(new Date(time));
  };
  const hour = dates({ hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  // Days are those of UTC, as they are counted.
  const day = dates({ month: 'numeric', day: 'numeric', timeZone: 'UTC' });
  return {
    count: (count: number | null) => (count === null ? NONE : whole.format(count)),
    short: (count: number) => short.format(count),
    rate: (rate: number | null) => (rate === null ? NONE : share.format(rate)),
    money: (amount: number) => sum.format(amount),
    ms: (ms: number | null) => (ms === null ? NONE : whole.format(Math.round(ms))),
    country: (code: string) => (/^[A-Z]{2}$/.test(code) ? (countries.of(code) ?? code) : code),
    start: (step: 'hour' | 'day') => (step === 'hour' ? hour : day),
    when: dates({ dateStyle: 'short', timeStyle: 'short' }),
    second: dates({ timeStyle: 'medium' }),
  };
}

/** What part `part` is of `whole`; null of nothing. */
export function shareOf(part: number, whole: number): number | null {
  return whole > 0 ? part / whole : null;
}
