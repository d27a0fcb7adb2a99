/** Doors that take a POST. Next looks for a server action in any other, and logs that there is none. */
const POSTED = /^\/api\/(trpc\/[^/]+|sms\/receipts\/[^/]+\/[^/]+)\/?$/;

/**
 * The HTTP status for a request that no handler should see, or undefined. Each of these Next would
 * answer with 500 or log as an error: a path that nobody can decode, a method none of our doors
 * knows, and what only pages have asked of what is no page.
 */
export function refusedStatus({ method, url }) {
  const path = url.split('?')[0];
  if (!isDecodable(path)) return 400;
  if (path.startsWith('/api/') && path.endsWith('.rsc')) return 404;
  const isKnown = method === 'GET' || method === 'HEAD' || (method === 'POST' && POSTED.test(path));
  return isKnown ? undefined : 405;
}

function isDecodable(path) {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
