import type { FailureKind } from './sender';

/**
 * A provider's codes by what they mean to us, with spaces between them. `a-b` is a range of numbers
 * of one length, and `a*` is every code that begins with `a`.
 */
export type Kinds = Partial<Record<FailureKind, string>>;

/** What a code says of the message; undefined where nobody lists it. */
export function kindOf(kinds: Kinds, code: string): FailureKind | undefined {
  const names = Object.keys(kinds) as FailureKind[];
  return names.find((name) => kinds[name]?.split(' ').some(covers(code)));
}

function covers(code: string) {
  return (entry: string): boolean => {
    if (entry.endsWith('*')) return code.startsWith(entry.slice(0, -1));
    const [, from = entry, to = entry] = /^(\d+)-(\d+)$/.exec(entry) ?? [];
    return code.length === from.length && code >= from && code <= to;
  };
}
