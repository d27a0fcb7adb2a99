/** The registration page is the home page. */
export function GET(): Response {
  return new Response(null, { status: 307, headers: { Location: '/register' } });
}
