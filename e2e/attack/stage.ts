import { type Answer, type Client, fetchCaptcha, newClient, requestSms } from './door';
import { addressOf } from './numbers';
import type { Message, Product } from './product';
import type { Random } from './random';
import type { Simulation } from './simulation';

/** How an honest visitor fared. */
export interface Visit {
  served: boolean;
  /** Refused at least once on the way. */
  hindered: boolean;
  /** Entered the right code and was let in. */
  verified: boolean;
}

/** Where one case is played under one policy, and what is counted while it is. */
export class Stage {
  /** Captchas that attackers had solved. */
  captchas = 0;
  /** SMS that attackers asked for. */
  asked = 0;
  readonly addresses = new Set<string>();
  readonly numbers = new Set<string>();
  readonly visits: Visit[] = [];
  /** Why attackers were refused, and how often. */
  readonly refusals: Record<string, number> = {};
  /** What only this case measures. */
  readonly measured: Record<string, number> = {};

  constructor(
    readonly simulation: Simulation,
    readonly product: Product,
    readonly random: Random,
    /** How likely an attacker's solver reads a captcha. */
    private readonly solves: number,
  ) {}

  /** One more of what the case measures. */
  count(what: string, more = 1): void {
    this.measured[what] = (this.measured[what] ?? 0) + more;
  }

  /** Acts so many times, evenly over `seconds`. */
  evenly(times: number, seconds: number, act: (nth: number) => Promise<unknown>): void {
    for (let i = 0; i < times; i++) {
      this.simulation.spawn((i * seconds) / times, async () => {
        await act(i);
      });
    }
  }

  /** An attacker at an address nobody had before, who keeps no cookie longer than it serves. */
  attacker(address = addressOf(this.random), headers?: Record<string, string>): Client {
    this.addresses.add(address);
    return newClient(address, headers);
  }

  async solve(client: Client) {
    this.captchas += 1;
    const captcha = await fetchCaptcha(this.product, client);
    const isRead = this.random.next() < this.solves;
    return isRead ? captcha : { ...captcha, imageCode: 'none' };
  }

  /** An attacker asks for one SMS with a captcha of its own. */
  async attack(client: Client, mobile: string): Promise<Answer> {
    return this.attackWith(client, mobile, await this.solve(client));
  }

  /** The same with a captcha that may have been used before. */
  async attackWith(
    client: Client,
    mobile: string,
    captcha: { imageCodeId: string; imageCode: string },
  ): Promise<Answer> {
    this.asked += 1;
    this.numbers.add(mobile);
    const answer = await requestSms(this.product, client, mobile, captcha);
    const { refused } = answer;
    if (refused) this.refusals[refused] = (this.refusals[refused] ?? 0) + 1;
    return answer;
  }

  /** Messages to the attackers' numbers, with moments in seconds since the beginning. */
  get sent(): (Message & { second: number })[] {
    return this.product.messages
      .filter(({ to }) => this.numbers.has(to))
      .map((each) => ({ ...each, second: (each.at - this.simulation.startedAt) / 1000 }));
  }
}

/** The most of `seconds` that lie within any `length` of each other. */
export function mostWithin(length: number, seconds: number[]): number {
  const sorted = [...seconds].sort((a, b) => a - b);
  let first = 0;
  return sorted.reduce((most, second, i) => {
    while (second - (sorted[first] ?? 0) >= length) first += 1;
    return Math.max(most, i - first + 1);
  }, 0);
}
