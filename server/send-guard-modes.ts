/** The send guard's rules, in the order in which they are looked at. */
export const RULES = [
  'mobile',
  'browser',
  'address',
  'network',
  'prefix',
  'country',
  'site',
  'money',
] as const;

export type RuleName = (typeof RULES)[number];

/** `observe`: what it would refuse is recorded, and passes. */
export type Mode = 'enforce' | 'observe';

const FORM = 'must name modes by rule, such as prefix=observe country=enforce or *=observe';

/** Reads `prefix=observe country=observe`; `*` is every rule not named, and enforced where it is not. */
export function parseModes(text: string): Record<RuleName, Mode> {
  const named = new Map(
    text
      .trim()
      .split(/[\s,;]+/)
      .map(parseMode),
  );
  const rest = named.get('*') ?? 'enforce';
  return Object.fromEntries(RULES.map((rule) => [rule, named.get(rule) ?? rest])) as Record<
    RuleName,
    Mode
  >;
}

function parseMode(entry: string): [RuleName | '*', Mode] {
  const [rule, mode] = entry.split('=');
  const isRule = rule === '*' || RULES.includes(rule as RuleName);
  if (!isRule || (mode !== 'enforce' && mode !== 'observe')) throw new Error(FORM);
  return [rule as RuleName | '*', mode];
}
