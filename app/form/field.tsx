'use client';
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react';

export type FieldProps = ComponentProps<'input'> & {
  id: string;
  label: string;
  hint?: ReactNode;
  /** What there is to say of the value, politely and without the focus; `''` for nothing yet. */
  status?: string;
  /** What is wrong with the value, and what to do. The field then takes the focus. */
  error?: ReactNode;
  /** Stand before and after the input, in its frame. */
  before?: ReactNode;
  after?: ReactNode;
};

/** A labelled input with its hint and its error, tied together for screen readers. */
export function Field({ id, label, hint, status, error, before, after, ...input }: FieldProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error) box.current?.focus();
  }, [error]);
  const describedBy = [hint && 'hint', status !== undefined && 'status', 'error']
    .filter(Boolean)
    .map((part) => `${id}-${part}`)
    .join(' ');
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
          aria-describedby={describedBy}
        />
        {after}
      </div>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {status !== undefined && (
        <p className="hint field-status" id={`${id}-status`} role="status">
          {status}
        </p>
      )}
      <p className="error" id={`${id}-error`} role="alert">
        {error}
      </p>
    </div>
  );
}
