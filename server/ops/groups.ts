import { UNITS } from '../sms-money';
import { type Count, sumOf } from './counts';
import { stagesOf } from './funnel';
import { type Buckets, percentilesOf } from './latency';
import type { Span } from './period';

/** What became of the SMS of a country or sender; `spent` in the operator's currency. */
export interface Group {
  name: string;
  sent: number;
  failed: number;
  delivered: number;
  verified: number;
  spent: number;
  openings: number;
}

/** By country or by sender, those most was sent to or by first. */
export function groupsOf(counts: Count[], key: 'country' | 'sender'): Group[] {
  const names = new Set(counts.map((count) => count[key]).filter((name) => name !== null));
  names.delete('');
  const countsOf = (name: string) => counts.filter((count) => count[key] === name);
  return [...names]
    .map((name) => groupOf(name, countsOf(name)))
    .filter(({ sent, failed, spent, openings }) => sent + failed + spent + openings > 0)
    .toSorted((a, b) => b.sent - a.sent || a.name.localeCompare(b.name));
}

function groupOf(name: string, counts: Count[]): Group {
  return {
    name,
    sent: sumOf(counts, 'sent'),
    failed: sumOf(counts, 'send-failed', 'send-unknown'),
    delivered: sumOf(counts, 'delivered'),
    verified: sumOf(counts, 'verified'),
    spent: sumOf(counts, 'spent') / UNITS,
    openings: sumOf(counts, 'breaker-opened'),
  };
}

/** Each hour or day of the span, those without a count too. `start` in epoch ms. */
export function seriesOf(counts: Count[], { starts }: Span) {
  return byStart(counts, starts).map(([start, those]) => ({ start, ...stagesOf(those) }));
}

/** How often each label of `name` was counted, the most frequent first. */
export function labelsOf(counts: Count[], name: string): { label: string; count: number }[] {
  const those = counts.filter((each) => each.name === name);
  return Object.entries(sumsBy(those, ({ label }) => label ?? ''))
    .map(([label, count]) => ({ label, count }))
    .toSorted((a, b) => b.count - a.count || a.label.localeCompare(b.label));
}

/** How long each thing took: in all, and by hour or day. */
export function latenciesOf(counts: Count[], { starts }: Span) {
  const measured = counts.filter(({ name, label }) => name === 'latency' && label?.includes(':'));
  const whats = [...new Set(measured.map(({ label }) => whatOf(label)))].sort();
  return whats.map((what) => {
    const those = measured.filter(({ label }) => whatOf(label) === what);
    const series = byStart(those, starts).map(([start, each]) => ({
      start,
      ...percentilesOf(bucketsOf(each)),
    }));
    return { what, count: sumOf(those, 'latency'), ...percentilesOf(bucketsOf(those)), series };
  });
}

function byStart(counts: Count[], starts: Date[]): [number, Count[]][] {
  const known = new Map<number, Count[]>(starts.map((start) => [start.getTime(), []]));
  for (const each of counts) if (each.start !== null) known.get(each.start)?.push(each);
  return [...known];
}

/** `picture:250` → picture. */
function whatOf(label: string | null): string {
  return label?.split(':')[0] ?? '';
}

function bucketsOf(counts: Count[]): Buckets {
  return sumsBy(counts, ({ label }) => label?.split(':')[1] ?? '');
}

function sumsBy(counts: Count[], keyOf: (count: Count) => string): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const each of counts) sums[keyOf(each)] = (sums[keyOf(each)] ?? 0) + each.count;
  return sums;
}
