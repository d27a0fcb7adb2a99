/** All that our doors know. Next answers some of the others (TRACE) with 500. */
const METHODS = new Set(['GET', 'HEAD', 'POST']);
/** Whoever posts to a page looks for a server action, and we have none: Next would log an error. */
const PAGE_METHODS = new Set(['GET', 'HEAD']);

/**
 * The HTTP status for a request that no handler should see, or undefined. A path that nobody can
 * decode is one: Next answers 500.
 */
export function refusedStatus({ method, url }) {
  const path = url.split('?')[0];
  if (!isDecodable(path)) return 400;
  const allowed = path.startsWith('/api/') ? METHODS : PAGE_METHODS;
  return allowed.has(method) ? undefined : 405;
}

function isDecodable(path) {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
