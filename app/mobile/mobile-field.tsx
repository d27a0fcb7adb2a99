'use client';
import { type ComponentProps, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field } from '../form/field';
import { whenIdle } from '../form/later';
import { typedIn } from '../form/use-form';
import { Handset } from './handset';

type Props = Pick<ComponentProps<typeof Field>, 'id' | 'error' | 'autoComplete'> & {
  /** The country chosen before, if any; asked in the browser. */
  country?: () => string | undefined;
};

let Country: typeof import('./country').Country | undefined;

async function loadCountry(): Promise<void> {
  Country = (await import('./country')).Country;
}

/**
 * The number, as people type it; the server reads it. The country and what helps with typing come
 * when the page is at rest, and may not come at all.
 */
export function MobileField({ country, ...props }: Props) {
  const t = useTranslations('number');
  const [words, setWords] = useState('');
  const [isLoaded, setLoaded] = useState(Boolean(Country));
  const load = () => {
    loadCountry().then(
      () => setLoaded(true),
      () => {},
    );
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: once
  useEffect(() => whenIdle(load), []);
  return (
    <Field
      {...props}
      name="mobile"
      label={t('label')}
      type="tel"
      inputMode="tel"
      required
      onFocus={load}
      status={props.error ? '' : words}
      before={
        <div className="country">
          {isLoaded && Country ? (
            <Country field={props.id} before={country} onWords={setWords} />
          ) : (
            <Handset />
          )}
        </div>
      }
    />
  );
}

/** The number typed in a form, as the server reads it: ./use-mobile.ts may write it otherwise. */
export function mobileIn(form: HTMLFormElement): string {
  return typedIn(form).mobile ?? '';
}

/** The country chosen for it, once there is one. */
export function countryIn(form: HTMLFormElement): string | undefined {
  return typedIn(form).country;
}
