import { allowedCountries } from './countries';
import { env } from './env';
import { Refusal } from './errors';
import { beginningOf } from './mobile';
import { countsIn } from './ops/counts';
import type { Filter } from './ops/filter';
import { funnelOf, stagesOf } from './ops/funnel';
import { groupsOf, labelsOf, latenciesOf, seriesOf } from './ops/groups';
import { guardNow } from './ops/guard';
import { lastEntries } from './ops/journal';
import { type Period, spanOf } from './ops/period';
import { prefixesIn } from './ops/prefixes';
import { passedOver } from './sms';

export { ACTS, parseLever, pullLever } from './ops/lever';
export { noteLook } from './ops/look';
export { PERIODS } from './ops/period';

/** What an operator wants to see. */
export interface View extends Filter {
  period: Period;
}

/**
 * The figures of a period that ends now. All sums are of `tallies`, which are some seconds behind;
 * what holds now is asked of the guard itself. Refuses `filter-prefix`.
 */
export async function figures({ period, country, prefix, sender }: View) {
  const now = Date.now();
  const span = spanOf(period, now);
  const filter = { country, prefix: prefix && parseBeginning(prefix), sender };
  const [counts, prefixes, breakers, guard, journal] = await Promise.all([
    countsIn(span, filter),
    prefixesIn(span, filter),
    passedOver(),
    guardNow(),
    lastEntries(),
  ]);
  const timed = counts.filter(({ start }) => start !== null);
  const stages = stagesOf(timed);
  return {
    now,
    step: span.step,
    choices: { countries: allowedCountries().map((each) => each.country), senders: senders() },
    funnel: funnelOf(stages, filter),
    series: seriesOf(timed, span),
    countries: groupsOf(counts, 'country'),
    senders: groupsOf(counts, 'sender'),
    prefixes,
    refusals: labelsOf(timed, 'refused'),
    guardRefusals: labelsOf(timed, 'guard-refused'),
    captchaFailures: labelsOf(timed, 'captcha-failed'),
    latencies: latenciesOf(timed, span),
    breakers,
    guard,
    journal,
  };
}

/** Shorter ones would be a whole country, which is chosen by its name. */
const SHORTEST_BEGINNING = 6;

function parseBeginning(typed: string): string {
  const beginning = beginningOf(typed) ?? '';
  if (beginning.length > SHORTEST_BEGINNING) return beginning;
  throw new Refusal('filter-prefix', { limit: SHORTEST_BEGINNING });
}

function senders(): string[] {
  return [...new Set(Object.values(env().SMS_ROUTES).flat())];
}
