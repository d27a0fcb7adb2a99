'use client';

/** Sends its form, once: while the answer is awaited it can be read but not pressed. */
export function SubmitButton({ label, busy }: { label: string; busy: boolean }) {
  return (
    <button type="submit" className="primary" disabled={busy} aria-busy={busy}>
      {busy ? 'One moment…' : label}
    </button>
  );
}
