import type { Metadata } from 'next';

export const metadata: Metadata = { title: 'Not found' };

/** Next's own has inline styles, which our Content-Security-Policy does not let through. */
export default function NotFound() {
  return (
    <>
      <h1>There is nothing here</h1>
      <p>
        <a href="/register">Register</a> or <a href="/sign-in">sign in</a>.
      </p>
    </>
  );
}
