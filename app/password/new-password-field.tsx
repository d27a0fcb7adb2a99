'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { useSettings } from '../settings';
import { PasswordField } from './password-field';
import { Strength } from './strength';

/** A new password, and how strong it is while it is typed. */
export function NewPasswordField({
  id,
  label,
  error,
  defaultValue = '',
  context,
}: {
  id: string;
  label?: string;
  error?: string;
  defaultValue?: string;
  /** What others may know of its owner: no good as a password. */
  context: string[];
}) {
  const t = useTranslations('password');
  const [typed, setTyped] = useState(defaultValue);
  const min = useSettings()?.passwordMinLength ?? USUAL_MIN_LENGTH;
  return (
    <>
      <PasswordField
        id={id}
        name="password"
        label={label ?? t('new')}
        hint={t('hint', { min })}
        error={error}
        autoComplete="new-password"
        defaultValue={defaultValue}
        onInput={(event) => setTyped(event.currentTarget.value)}
      />
      <Strength password={typed} min={min} context={context} />
    </>
  );
}

/** Said until the server has told its own. */
const USUAL_MIN_LENGTH = 8;
