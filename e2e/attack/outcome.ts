import { priceOf } from './policies';
import type { Stage } from './stage';

/** What one case came to under one policy. */
export interface Outcome {
  asked: number;
  /** Messages that reached attackers' numbers, as seconds since the beginning. */
  sent: number[];
  /** What they cost, in the operator's currency. */
  cost: number;
  /** What the attackers spent. */
  captchas: number;
  addresses: number;
  numbers: number;
  honest: number;
  served: number;
  hindered: number;
  verified: number;
  refusals: Record<string, number>;
  measured: Record<string, number>;
}

export function outcomeOf(stage: Stage): Outcome {
  const { asked, captchas, addresses, numbers, visits, refusals, measured, sent } = stage;
  return {
    asked,
    sent: sent.map(({ second }) => second),
    cost: sent.reduce((sum, { country }) => sum + priceOf(country), 0),
    captchas,
    addresses: addresses.size,
    numbers: numbers.size,
    honest: visits.length,
    served: visits.filter(({ served }) => served).length,
    hindered: visits.filter(({ served, hindered }) => served && hindered).length,
    verified: visits.filter(({ verified }) => verified).length,
    refusals,
    measured,
  };
}
