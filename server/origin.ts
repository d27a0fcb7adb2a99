import { env } from './env';

const SAFE_METHODS = ['GET', 'HEAD', 'OPTIONS'];

/**
 * Whether a page of somebody else's made a browser send this request. Safe methods never count: they
 * change nothing. As CrossOriginProtection of Go's net/http: browsers say it themselves since 2023,
 * older ones name the origin of the page, and who does neither is no browser.
 */
export function isForged({ method, headers }: Request): boolean {
  if (SAFE_METHODS.includes(method)) return false;
  const site = headers.get('sec-fetch-site');
  if (site) return !['same-origin', 'none'].includes(site);
  const origin = headers.get('origin');
  return Boolean(origin) && !isOurs(origin ?? '', headers.get('host'));
}

/** A proxy may have put another `Host` there than the one the browser asked. */
function isOurs(origin: string, host: string | null): boolean {
  if (!URL.canParse(origin)) return false;
  return [host, new URL(env().PUBLIC_URL).host].includes(new URL(origin).host);
}
