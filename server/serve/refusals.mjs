/** What a page is asked with. Whoever posts to one looks for a server action, and we have none. */
const PAGE_METHODS = new Set(['GET', 'HEAD']);

/**
 * The HTTP status for a request that no handler should see, or undefined. Next answers a path that
 * nobody can decode with 500, and a form that is posted to a page with an error in the log.
 */
export function refusedStatus({ method, url }) {
  const path = url.split('?')[0];
  if (!isDecodable(path)) return 400;
  return path.startsWith('/api/') || PAGE_METHODS.has(method) ? undefined : 405;
}

function isDecodable(path) {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
