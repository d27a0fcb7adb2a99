import { UNITS } from '../sms-money';
import type { Count } from './counts';
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
  return [...names]
    .map((name) => groupOf(name, totals(counts.filter((count) => count[key] === name))))
    .filter(({ sent, failed, spent, openings }) => sent + failed + spent + openings > 0)
    .toSorted((a, b) => b.sent - a.sent || a.name.localeCompare(b.name));
}

function groupOf(name: string, of: Record<string, number>): Group {
  return {
    name,
    sent: of.sent ?? 0,
    failed: (of['send-failed'] ?? 0) + (of['send-unknown'] ?? 0),
    delivered: of.delivered ?? 0,
    verified: of.verified ?? 0,
    spent: (of.spent ?? 0) / UNITS,
    openings: of['breaker-opened'] ?? 0,
  };
}

function totals(counts: Count[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { name, count } of counts) sums[name] = (sums[name] ?? 0) + count;
  return sums;
}

/** Each hour or day of the span, those without a count too. `start` in epoch ms. */
export function seriesOf(counts: Count[], { starts }: Span) {
  return byStart(counts, starts).map(([start, those]) => ({ start, ...stagesOf(those) }));
}

/** How often each label of `name` was counted, the most frequent first. */
export function labelsOf(counts: Count[], name: string): { label: string; count: number }[] {
  const sums: Record<string, number> = {};
  for (const each of counts) {
    if (each.name !== name || each.label === null) continue;
    sums[each.label] = (sums[each.label] ?? 0) + each.count;
  }
  return Object.entries(sums)
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
    const count = those.reduce((sum, each) => sum + each.count, 0);
    return { what, count, ...percentilesOf(bucketsOf(those)), series };
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
  const buckets: Buckets = {};
  for (const { label, count } of counts) {
    const bound = label?.split(':')[1] ?? '';
    buckets[bound] = (buckets[bound] ?? 0) + count;
  }
  return buckets;
}
