'use client';
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react';

export type FieldProps = ComponentProps<'input'> & {
  id: string;
  label: string;
  hint?: ReactNode;
  /** What is wrong with the value, and what to do. The field then takes the focus. */
  error?: ReactNode;
  /** Stand before and after the input, in its frame. */
  before?: ReactNode;
  after?: ReactNode;
};

/** A labelled input with its hint and its error, tied together for screen readers. */
export function Field({ id, label, hint, error, before, after, ...input }: FieldProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error) box.current?.focus();
  }, [error]);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-frame" data-wrong={error ? true : undefined}>
        {before}
        <input
          {...input}
          id={id}
          ref={box}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${hint ? `${id}-hint ` : ''}${id}-error`}
        />
        {after}
      </div>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <p className="error" id={`${id}-error`} role="alert">
        {error}
      </p>
    </div>
  );
}
