'use client';
import { type ComponentProps, type ReactNode, useEffect, useRef, useState } from 'react';

type FieldProps = ComponentProps<'input'> & {
  id: string;
  label: string;
  hint?: ReactNode;
  /** What is wrong with the value, and what to do. The field then takes the focus. */
  error?: ReactNode;
  /** Stands beside the input. */
  aside?: ReactNode;
};

/** A labelled input with its hint and its error, tied together for screen readers. */
export function Field({ id, label, hint, error, aside, ...input }: FieldProps) {
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (error) box.current?.focus();
  }, [error]);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <div className="field-row">
        <input
          {...input}
          id={id}
          ref={box}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${hint ? `${id}-hint ` : ''}${id}-error`}
        />
        {aside}
      </div>
      <p className="error" id={`${id}-error`} role="alert">
        {error}
      </p>
    </div>
  );
}

/** A password with a button that shows it. */
export function PasswordField(props: FieldProps) {
  const [shown, setShown] = useState(false);
  const reveal = (
    <button
      type="button"
      className="quiet"
      aria-pressed={shown}
      aria-controls={props.id}
      onClick={() => setShown(!shown)}
    >
      {shown ? 'Hide' : 'Show'}
      <span className="visually-hidden"> password</span>
    </button>
  );
  return <Field {...props} type={shown ? 'text' : 'password'} aside={reveal} required />;
}
