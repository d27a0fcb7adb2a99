'use client';
import { useEffect, useRef } from 'react';

/** What lib.dom does not know yet: https://wicg.github.io/web-otp/ */
interface OtpCredential extends Credential {
  code: string;
}

/** Hands over the code of an SMS bound to this site, in browsers that read one (Chrome on Android). */
export function useWebOtp(onCode: (code: string) => void): void {
  const latest = useRef(onCode);
  latest.current = onCode;
  useEffect(() => {
    if (!('OTPCredential' in window)) return;
    const waiting = new AbortController();
    const options = { otp: { transport: ['sms'] }, signal: waiting.signal };
    navigator.credentials
      .get(options as CredentialRequestOptions)
      .then((credential) => latest.current((credential as OtpCredential | null)?.code ?? ''))
      .catch(() => {}); // refused by the visitor, or over: they can still type it
    return () => waiting.abort();
  }, []);
}
