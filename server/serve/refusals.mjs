/**
 * The HTTP status for a request that Next should not see, or undefined. Each of these it would answer
 * with 500 or log as an error: a path that nobody can decode, and a method that no page knows. Of a
 * POST it looks for the server action, and we have none.
 */
export function refusedStatus({ method, url }) {
  if (!isDecodable(url.split('?')[0])) return 400;
  return method === 'GET' || method === 'HEAD' ? undefined : 405;
}

function isDecodable(path) {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
