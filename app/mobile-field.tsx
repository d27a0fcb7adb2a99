'use client';
import type { ComponentProps } from 'react';
import { Field } from './field';

type Props = Pick<ComponentProps<typeof Field>, 'id' | 'error' | 'autoComplete'>;

/** The number, as people type it; the server reads it. */
export function MobileField(props: Props) {
  return (
    <Field {...props} name="mobile" label="Mobile number" type="tel" inputMode="tel" required />
  );
}
