import type { IncomingMessage } from 'node:http';
import { demand, type Reply, SmsDouble } from './sms-double';

export interface TwilioAccount {
  accountSid: string;
  authToken: string;
  apiKey: string;
  apiSecret: string;
  /** Of the account, beside the test numbers. */
  from: string;
  messagingServiceSid: string;
}

/** As it was on the wire. */
export interface TwilioMessage {
  to: string;
  from: string;
  text: string;
  validitySeconds?: number;
  callback?: string;
}

export type TwilioDouble = SmsDouble<TwilioMessage>;

/** Twilio's test numbers: what it answers where they send, and where they are sent to. */
const FROM: Record<string, string> = {
  '+15005550001': '21212',
  '+15005550007': '21606',
  '+15005550008': '21611',
};
const TO: Record<string, string> = {
  '+15005550001': '21211',
  '+15005550002': '21612',
  '+15005550003': '21408',
  '+15005550004': '21610',
  '+15005550009': '21614',
};
const KNOWN_FIELDS =
  'To From MessagingServiceSid Body StatusCallback ValidityPeriod RiskCheck SmartEncoded ContentRetention AddressRetention Attempt';

/** A Twilio on 127.0.0.1 that takes and refuses messages as the real one does with test numbers. */
export function startTwilioDouble(account: TwilioAccount): Promise<TwilioDouble> {
  const double = new SmsDouble<TwilioMessage>({
    check(request, body) {
      checkDoor(request, account);
      return checkMessage(new URLSearchParams(body), account);
    },
    sent: (message) => ({ status: 201, body: JSON.stringify(resource(message, account)) }),
    refused,
    environment: (url) => ({
      SMS_ROUTES: '*=twilio',
      TWILIO_ACCOUNT_SID: account.accountSid,
      TWILIO_AUTH_TOKEN: account.authToken,
      TWILIO_FROM: account.from,
      TWILIO_BASE_URL: url,
    }),
  });
  return double.listen();
}

function refused(code: string): Reply {
  const statuses: Record<string, number> = {
    '20003': 401,
    '20404': 404,
    '20429': 429,
    '20500': 500,
  };
  const status = statuses[code] ?? 400;
  const more_info = `https://www.twilio.com/docs/errors/${code}`;
  return {
    status,
    body: JSON.stringify({ code: Number(code), message: 'refused', more_info, status }),
  };
}

function resource({ to, from, text }: TwilioMessage, account: TwilioAccount) {
  const isService = from.startsWith('MG');
  return {
    sid: 'SM0123456789abcdef0123456789abcdef',
    account_sid: account.accountSid,
    api_version: '2010-04-01',
    status: isService ? 'accepted' : 'queued',
    to,
    from: isService ? null : from,
    messaging_service_sid: isService ? from : null,
    body: text,
    num_segments: '1',
    num_media: '0',
    direction: 'outbound-api',
    price: null,
    price_unit: 'USD',
    error_code: null,
    error_message: null,
    date_created: 'Thu, 24 Aug 2023 05:01:45 +0000',
    date_updated: 'Thu, 24 Aug 2023 05:01:45 +0000',
    date_sent: null,
  };
}

function checkDoor({ method, url, headers }: IncomingMessage, account: TwilioAccount): void {
  const pairs = [
    `${account.accountSid}:${account.authToken}`,
    `${account.apiKey}:${account.apiSecret}`,
  ].map((pair) => `Basic ${Buffer.from(pair).toString('base64')}`);
  demand(pairs.includes(headers.authorization ?? ''), '20003');
  const door = `/2010-04-01/Accounts/${account.accountSid}/Messages.json`;
  demand(method === 'POST' && url === door, '20404');
  const type = headers['content-type']?.split(';')[0];
  demand(type === 'application/x-www-form-urlencoded', '21604');
}

function checkMessage(fields: URLSearchParams, account: TwilioAccount): TwilioMessage {
  const { To: to = '', Body: text = '', StatusCallback: callback } = Object.fromEntries(fields);
  const names = [...fields.keys()];
  // Twilio passes over fields it does not know.
  const known = KNOWN_FIELDS.split(' ');
  demand(
    names.every((name) => known.includes(name)) && new Set(names).size === names.length,
    '20001',
  );
  demand(to, '21604');
  demand(!TO[to], TO[to] ?? '');
  demand(/^\+[1-9]\d{7,14}$/.test(to), '21211');
  const from = sender(fields, account);
  demand(text, '21602');
  demand(text.length <= 1600, '21617');
  demand(!callback || /^https?:\/\/[^/]+\.[^/]+/.test(callback), '21609');
  const validity = fields.get('ValidityPeriod') ?? '14400';
  demand(/^\d+$/.test(validity) && +validity >= 1 && +validity <= 36_000, '30103');
  return { to, from, text, validitySeconds: +validity, callback };
}

function sender(fields: URLSearchParams, account: TwilioAccount): string {
  const [from, service] = [fields.get('From'), fields.get('MessagingServiceSid')];
  if (service) {
    demand(service === account.messagingServiceSid, '21705');
    return service;
  }
  demand(from, '21603');
  demand(!FROM[from], FROM[from] ?? '');
  demand(/^\+[1-9]\d{7,14}$/.test(from), '21212');
  demand(from === account.from || from === '+15005550006', '21606');
  return from;
}
