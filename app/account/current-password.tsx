'use client';
import { useTranslations } from 'use-intl/react';
import { PasswordField } from '../password/password-field';

/** The password of who is signed in, once more. */
export function CurrentPassword({ error }: { error?: string }) {
  const t = useTranslations('account');
  return (
    <PasswordField
      id="current-password"
      name="currentPassword"
      label={t('currentPassword')}
      error={error}
      autoComplete="current-password"
    />
  );
}

/**
 * Not for people, and left empty: a password manager fills in the name under which it keeps the
 * password. The masked number would be another name to it, and so would the number written otherwise.
 */
export function SavedUsername() {
  return (
    <input
      className="visually-hidden"
      name="username"
      autoComplete="username"
      tabIndex={-1}
      aria-hidden="true"
    />
  );
}
