/** Says yes to everything: what is measured is in the browser. */
export function POST() {
  return Response.json({ message: 'code sent' });
}
