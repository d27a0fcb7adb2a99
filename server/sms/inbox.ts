import type { Sender } from './sender';

export interface InboxMessage {
  id: string;
  to: string;
  text: string;
  /** None in a notice. */
  code?: string;
  receivedAt: number;
}

const CAPACITY = 100;

const shared = globalThis as { gatehouseInbox?: InboxMessage[] };

/** The messages this process "delivered", newest first. */
export function inboxMessages(): InboxMessage[] {
  shared.gatehouseInbox ??= [];
  return shared.gatehouseInbox;
}

/** Delivers to the /dev/inbox page. Development only: env.ts refuses it in production. */
export const inbox: Sender = {
  name: 'inbox',
  requires: [],
  async send({ id, to, code, text }) {
    inboxMessages().unshift({ id, to, text, code, receivedAt: Date.now() });
    inboxMessages().splice(CAPACITY);
    return { status: 'sent', providerMessageId: id };
  },
};
