/** Prices of one message, as SMS_PRICES has them: in the operator's currency, by country. */
const PRICES: Record<string, number> = { CN: 0.05, '*': 0.1 };

/** What every policy runs with. The countries are those of the attackers and of the honest. */
export const COMMON = {
  ALLOWED_COUNTRIES: 'CN,ID,PK,NG,PH,VN',
  SMS_PRICES: Object.entries(PRICES)
    .map((pair) => pair.join('='))
    .join(' '),
};

/** The money an operator puts aside for a campaign, in the cases that have one. */
export const CAMPAIGN_BUDGET = { SMS_BUDGET: '1000/1h 5000/24h' };

const NOT_MANY_DO = 'browser=observe prefix=observe country=observe site=observe money=observe';

/** The same product, configured otherwise. */
export const POLICIES = {
  gatehouse: {},
  none: { SEND_GUARD_MODES: '*=observe' },
  /** What most do: limits for the number and for the address. */
  'phone+ip': { SEND_GUARD_MODES: NOT_MANY_DO, SMS_EARNED_PER_VERIFIED: '0' },
  /** What the best open-source peer has: unverified messages are budgeted by country and address. */
  unverified: {
    SEND_GUARD_MODES:
      'mobile=observe browser=observe network=observe prefix=observe site=observe money=observe',
  },
} satisfies Record<string, Record<string, string>>;

export type PolicyName = keyof typeof POLICIES;

export function priceOf(country: string): number {
  return PRICES[country] ?? PRICES['*'] ?? 0;
}
