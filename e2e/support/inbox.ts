import { inboxMessages } from '../../server/sms';

/** The SMS this process "delivered" to a number, newest first. */
export const smsTo = (mobile: string) => inboxMessages().filter(({ to }) => to === mobile);
