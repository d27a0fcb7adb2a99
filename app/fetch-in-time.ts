/** On a line that has gone silent a visitor would wait for ever. */
const PATIENCE_MILLISECONDS = 30_000;

/** `fetch`, given up after a while. */
export function fetchInTime(url: RequestInfo | URL | string, options?: object): Promise<Response> {
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), PATIENCE_MILLISECONDS);
  return fetch(url, { ...options, signal: late.signal }).finally(() => clearTimeout(timer));
}
