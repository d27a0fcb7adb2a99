'use client';
import { useState } from 'react';
import { useTranslations } from 'use-intl/react';
import { Field, type FieldProps } from '../form/field';

/** A password with a button that shows it. */
export function PasswordField(props: FieldProps) {
  const t = useTranslations('form');
  const [isShown, setShown] = useState(false);
  const reveal = (
    <button
      type="button"
      className="in-field"
      aria-pressed={isShown}
      aria-controls={props.id}
      onClick={() => setShown(!isShown)}
    >
      {isShown ? t('hide') : t('show')}
      <span className="visually-hidden"> {t('password')}</span>
    </button>
  );
  return (
    <Field
      spellCheck={false}
      autoCapitalize="none"
      {...props}
      type={isShown ? 'text' : 'password'}
      after={reveal}
      required
    />
  );
}
