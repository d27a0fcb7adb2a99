'use client';

/** Sends its form. It stays in focus while the answer is awaited; a second press does nothing. */
export function SubmitButton({ label, busy }: { label: string; busy: boolean }) {
  return (
    <button type="submit" className="primary" aria-disabled={busy}>
      {busy ? 'One moment…' : label}
    </button>
  );
}
