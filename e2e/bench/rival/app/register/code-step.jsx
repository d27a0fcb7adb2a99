'use client';
import { useState } from 'react';
import { authClient } from './auth-client';

export function CodeStep({ phoneNumber }) {
  const [words, setWords] = useState();

  async function submit(event) {
    event.preventDefault();
    const { code, password } = Object.fromEntries(new FormData(event.currentTarget));
    const verified = await authClient.phoneNumber.verify({ phoneNumber, code, password });
    setWords(verified.error ? verified.error.message : 'Welcome.');
  }

  return (
    <form onSubmit={submit}>
      <label htmlFor="code">Code</label>
      <input id="code" name="code" inputMode="numeric" autoComplete="one-time-code" required />
      <label htmlFor="password">Password</label>
      <input id="password" name="password" type="password" autoComplete="new-password" required />
      {words && <p role="status">{words}</p>}
      <button type="submit">Create account</button>
    </form>
  );
}
