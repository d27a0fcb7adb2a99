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
      <div className="field-frame">
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
      </div>
    </div>
  );
}
