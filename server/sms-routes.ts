/** Who can deliver SMS. Each has a file in server/sms/. */
export const SENDER_NAMES = ['ccp', 'aliyun', 'tencent', 'twilio', 'webhook', 'inbox'] as const;

export type SenderName = (typeof SENDER_NAMES)[number];

/** Senders in order of preference, by country (ISO 3166, two letters); `*` is every other one. */
export type Routes = Record<string, readonly SenderName[]>;

/**
 * Reads `CN=ccp,aliyun; US=twilio; *=twilio,webhook`. Throws an `Error` whose message says what is
 * wrong and ends the sentence that the variable's name begins.
 */
export function parseRoutes(text: string): Routes {
  const entries = text.split(';').filter((entry) => entry.trim());
  const routes = entries.map(parseRoute);
  const countries = routes.map(([country]) => country);
  const twice = countries.find((country, i) => countries.indexOf(country) < i);
  if (twice) throw new Error(`says twice who serves ${twice}`);
  if (routes.length === 0) throw new Error(FORM);
  return Object.fromEntries(routes);
}

const FORM = 'must name senders by country, for example CN=ccp,aliyun; *=twilio';

function parseRoute(entry: string): [string, SenderName[]] {
  const [country = '', list = '', ...more] = entry.split('=').map((part) => part.trim());
  if (!/^([A-Z]{2}|\*)$/i.test(country) || more.length > 0) throw new Error(FORM);
  const names = list.split(/[\s,]+/).filter(Boolean);
  if (names.length === 0) throw new Error(FORM);
  const unknown = names.find((name) => !isSenderName(name));
  if (unknown !== undefined) {
    throw new Error(`names a sender nobody knows; these are known: ${SENDER_NAMES.join(', ')}`);
  }
  return [country.toUpperCase(), [...new Set(names)] as SenderName[]];
}

/** Who delivers to a country, first choice first; nobody where no route serves it. */
export function sendersTo(country: string, routes: Routes): readonly SenderName[] {
  return routes[country] ?? routes['*'] ?? [];
}

export function isSenderName(name: string): name is SenderName {
  return SENDER_NAMES.some((known) => known === name);
}
