import { type CountryCode, Metadata, type MetadataJson } from 'libphonenumber-js/core';

/** Whether `digits`, as far as they are typed, can be the beginning of a mobile of `country`. */
export function canBecomeMobile(digits: string, country: string, metadata: MetadataJson): boolean {
  const plan = planOf(country, metadata);
  // Some countries write their mobiles with digits in the middle that only a parser takes away.
  if (!plan || plan.nationalPrefixTransformRule()) return true;
  const mobile = plan.type('MOBILE')?.pattern() ?? plan.nationalNumberPattern();
  const beginning = new RegExp(`^(?:${asBeginning(mobile)})$`);
  return nationalPartsOf(digits, plan).some((part) => beginning.test(part));
}

/**
 * The pattern, satisfied as soon as the text ends. Patterns of numbers have digits, classes, groups,
 * alternatives and counts, nothing else.
 */
function asBeginning(pattern: string): string {
  return pattern.replace(/\{[\d,]+\}|\\d|\[[^\]]+\]|\d/g, (part) =>
    part.startsWith('{') ? part : `(?:${part}|$)`,
  );
}

/** What may be the national number, whatever is written before it. */
function nationalPartsOf(digits: string, plan: Plan): string[] {
  const code = plan.callingCode();
  if (digits.startsWith('+')) return withoutPrefix(digits.slice(1 + code.length), plan);
  const afterCode = code.startsWith(digits) ? '' : digits.slice(code.length);
  const hasCode = code.startsWith(digits) || digits.startsWith(code);
  return [...withoutPrefix(digits, plan), ...(hasCode ? withoutPrefix(afterCode, plan) : [])];
}

function withoutPrefix(digits: string, plan: Plan): string[] {
  const prefix = plan.nationalPrefix();
  return prefix && digits.startsWith(prefix) ? [digits, digits.slice(prefix.length)] : [digits];
}

interface Plan {
  callingCode(): string;
  nationalPrefix(): string | undefined;
  nationalPrefixTransformRule(): string | undefined;
  nationalNumberPattern(): string;
  type(name: string): { pattern(): string } | undefined;
}

/** The declared type leaves out what is asked here. */
function planOf(country: string, metadata: MetadataJson): Plan | undefined {
  const all = new Metadata(metadata);
  all.selectNumberingPlan(country as CountryCode);
  return all.numberingPlan as unknown as Plan | undefined;
}
