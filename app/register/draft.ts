/** What a visitor has done so far, kept in this tab so that a refresh loses nothing. */
interface Draft {
  mobile?: string;
  smsCode?: string;
  sent?: SentCode;
}

/** A code that is on its way. Times are this browser's clock, in ms. */
export interface SentCode {
  mobile: string;
  maskedMobile: string;
  resendAt: number;
  expiresAt: number;
  smsCodeDigits: number;
  /** `unknown`: it may have left. */
  delivery: 'sent' | 'unknown';
}

const KEY = 'registration';

export function readDraft(): Draft {
  try {
    return JSON.parse(sessionStorage.getItem(KEY) ?? '{}');
  } catch {
    return {};
  }
}

/** Never holds a password. A browser without storage only loses the refresh. */
export function saveDraft(change: Draft): void {
  try {
    sessionStorage.setItem(KEY, JSON.stringify({ ...readDraft(), ...change }));
  } catch {}
}

export function forgetDraft(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {}
}
