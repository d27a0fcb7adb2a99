import { inboxMessages } from '#server/sms';

export const dynamic = 'force-dynamic';

/** The messages of the development inbox, newest first. */
export function GET(): Response {
  return Response.json(inboxMessages());
}
