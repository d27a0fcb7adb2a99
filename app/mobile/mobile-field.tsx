'use client';
import type { ComponentProps } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field } from '../form/field';
import { typedIn } from '../form/use-form';

type Props = Pick<ComponentProps<typeof Field>, 'id' | 'error' | 'autoComplete'>;

/** The number, as people type it; the server reads it. */
export function MobileField(props: Props) {
  const t = useTranslations('number');
  return <Field {...props} name="mobile" label={t('label')} type="tel" inputMode="tel" required />;
}

/** The number typed in a form, as the server reads it. */
export function mobileIn(form: HTMLFormElement): string {
  return typedIn(form).mobile ?? '';
}
