'use client';

/** What is wrong with a form as a whole. Always on the page, so that a change of it is announced. */
export function FormAlert({ words }: { words?: string }) {
  return (
    <p className="error" role="alert">
      {words}
    </p>
  );
}
