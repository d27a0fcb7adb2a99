'use client';

/** A labelled select; a change hands its form on. */
export function Choice({
  id,
  label,
  value,
  options,
  onChange,
}: {
  id: string;
  label: string;
  value: string;
  options: { value: string; name: string }[];
  onChange: (form: HTMLFormElement) => void;
}) {
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="field-frame choice">
        <select
          id={id}
          name={id}
          value={value}
          onChange={({ currentTarget }) => onChange(currentTarget.form as HTMLFormElement)}
        >
          {options.map((option) => (
            <option key={option.value} value={option.value}>
              {option.name}
            </option>
          ))}
        </select>
        <svg className="drawing" viewBox="0 0 20 20" width="20" height="20" aria-hidden="true">
          <path d="m5 7.5 5 5 5-5" />
        </svg>
      </div>
    </div>
  );
}
