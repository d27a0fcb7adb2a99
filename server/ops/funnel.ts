import { type Count, sumOf } from './counts';
import type { Filter } from './filter';

/** What a visitor comes through, in order; `of` is the one its rate is of. */
const STEPS = [
  { name: 'pictures', of: null },
  { name: 'solved', of: 'pictures' },
  { name: 'sent', of: 'solved' },
  { name: 'delivered', of: 'sent' },
  { name: 'verified', of: 'sent' },
  { name: 'registered', of: 'verified' },
] as const;

export type StepName = (typeof STEPS)[number]['name'];

/** Null where it is not known: captchas have no country, accounts no sender. */
export interface Step {
  name: StepName;
  count: number | null;
  of: StepName | null;
  /** 0.8 of 10 are 8; null where there are none to be a share of. */
  rate: number | null;
}

/** Counts of some hours by what they are. Captchas of all ways are one. */
export interface Stages extends Record<StepName, number> {
  failed: number;
  /** Verified, for an account: the others sign in, or change something. */
  verifiedToRegister: number;
}

export function stagesOf(counts: Count[]): Stages {
  const sum = (...names: string[]) => sumOf(counts, ...names);
  const toRegister = counts.filter(({ label }) => label === 'registration');
  return {
    pictures: sum('picture', 'recording', 'proof'),
    solved: sum('solved'),
    failed: sum('captcha-failed'),
    sent: sum('sent'),
    delivered: sum('delivered'),
    verified: sum('verified'),
    verifiedToRegister: sumOf(toRegister, 'verified'),
    registered: sum('registered'),
  };
}

export function funnelOf(stages: Stages, filter: Filter): Step[] {
  const known = (name: StepName) => (isKnown(name, filter) ? stages[name] : null);
  return STEPS.map(({ name, of }) => {
    const whole = of && known(of) !== null ? wholeOf(stages, name, of) : null;
    const count = known(name);
    return { name, of, count, rate: whole && count !== null ? count / whole : null };
  });
}

/** Not everybody who enters a code wants an account. */
function wholeOf(stages: Stages, name: StepName, of: StepName): number {
  return name === 'registered' ? stages.verifiedToRegister : stages[of];
}

function isKnown(name: StepName, { country, prefix, sender }: Filter): boolean {
  if (name === 'pictures' || name === 'solved') return !country && !prefix && !sender;
  return name !== 'registered' || !sender;
}
