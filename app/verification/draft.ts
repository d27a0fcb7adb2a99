import type { Purpose } from './purpose';

/** What a visitor has done so far for one purpose, kept in this tab so that a refresh loses nothing. */
export interface Draft {
  /** As typed. */
  mobile?: string;
  /** The country that was chosen for it. */
  country?: string;
  smsCode?: string;
  sent?: SentCode;
  /** The code was right. */
  isProven?: boolean;
}

/** A code that is on its way. Times are the server's clock, in ms: see server-time.ts. */
export interface SentCode {
  /** As it was sent to the server. */
  mobile: string;
  maskedMobile: string;
  resendAt: number;
  expiresAt: number;
  smsCodeDigits: number;
  /** `unknown`: it may have left. */
  delivery: 'sent' | 'unknown';
}

/** Where a browser keeps nothing: all but the refresh still works. */
const memory = new Map<Purpose, Draft>();

export function readDraft(purpose: Purpose): Draft {
  try {
    return JSON.parse(sessionStorage.getItem(purpose) ?? '{}');
  } catch {
    return memory.get(purpose) ?? {};
  }
}

/** Never holds a password. */
export function saveDraft(purpose: Purpose, change: Draft): void {
  const draft = { ...readDraft(purpose), ...change };
  memory.set(purpose, draft);
  try {
    sessionStorage.setItem(purpose, JSON.stringify(draft));
  } catch {}
}

export function forgetDraft(purpose: Purpose): void {
  memory.delete(purpose);
  try {
    sessionStorage.removeItem(purpose);
  } catch {}
}
