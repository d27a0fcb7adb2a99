/** Where somebody may be headed who has to sign in first. */
const PLACES = ['/account', '/account/mobile', '/account/password', '/account/delete', '/ops'];

const KEY = 'destination';

/** Has the visitor sign in first, and keeps in this tab where they were headed. */
export function leadToSignIn(): void {
  try {
    sessionStorage.setItem(KEY, location.pathname);
  } catch {} // they arrive at /account
  location.replace('/sign-in');
}

/** Goes on to where they were headed: a real navigation, which password managers wait for. */
export function goOn(): void {
  location.replace(PLACES.find((place) => place === readDestination()) ?? '/account');
  forgetDestination();
}

export function forgetDestination(): void {
  try {
    sessionStorage.removeItem(KEY);
  } catch {}
}

function readDestination(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}
