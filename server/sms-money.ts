/** Sums are kept in ten-thousandths of the operator's currency, so that they stay whole. */
export const UNITS = 10_000;

/** What one SMS costs, in units: by sender and country, by country, by sender, else `*`. */
export type Prices = Record<string, number>;

const PRICES_FORM = 'must be prices by country, such as CN=0.05 twilio:US=0.008 *=0.10';

/** Reads `CN=0.05 twilio:CN=0.06 *=0.10`. `*` is needed: an SMS without a price is not sent. */
export function parsePrices(text: string): Prices {
  const entries = text
    .trim()
    .split(/[\s,;]+/)
    .map(parsePrice);
  const prices = Object.fromEntries(entries);
  if (!('*' in prices)) throw new Error(`${PRICES_FORM}; * is needed, for all other countries`);
  return prices;
}

function parsePrice(entry: string): [string, number] {
  const [, sender = '', country = '', price] =
    /^(?:([a-z]+):)?([A-Z]{2}|\*)=(\d+(?:\.\d{1,4})?)$/.exec(entry) ?? [];
  if (price === undefined) throw new Error(PRICES_FORM);
  return [sender ? `${sender}:${country}` : country, unitsOf(price)];
}

/** The price of an SMS by `sender` to `country` (ISO 3166, two letters), in units. */
export function priceOf(prices: Prices, sender: string, country: string): number {
  const names = [`${sender}:${country}`, country, `${sender}:*`, '*'];
  return names.map((name) => prices[name]).find((price) => price !== undefined) ?? 0;
}

/** At most `max` units in any `seconds`. */
type Sum = { max: number; seconds: number };

const HOUR_SECONDS = 3_600;
const DAY_SECONDS = 24 * HOUR_SECONDS;
const BUDGET_FORM = 'must be money for an hour and a day, such as 25/1h 100/24h';

/** Reads `25/1h 100/24h`: an hour's and a day's money, decimals allowed. */
export function parseBudget(text: string): Sum[] {
  const windows = text
    .trim()
    .split(/[\s,;]+/)
    .map(parseSum);
  const [hour, day] = [HOUR_SECONDS, DAY_SECONDS].map((seconds) =>
    windows.find((window) => window.seconds === seconds),
  );
  if (!hour || !day || windows.length > 2) throw new Error(BUDGET_FORM);
  return [hour, day];
}

function parseSum(entry: string): Sum {
  const [, sum, period] = /^(\d+(?:\.\d{1,4})?)\/(1h|24h|1d)$/.exec(entry) ?? [];
  if (sum === undefined) throw new Error(BUDGET_FORM);
  return { max: unitsOf(sum), seconds: period === '1h' ? HOUR_SECONDS : DAY_SECONDS };
}

function unitsOf(decimal: string): number {
  return Math.round(Number(decimal) * UNITS);
}
