'use client';
import type { ComponentProps } from 'react';
import { IntlProvider } from 'use-intl/react';

/** `IntlProvider`, on the client's side of the border. Nothing it formats depends on the time zone. */
export function WordsProvider(props: Omit<ComponentProps<typeof IntlProvider>, 'timeZone'>) {
  return <IntlProvider timeZone="UTC" {...props} />;
}
