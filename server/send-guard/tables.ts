import type { countDecisions } from './decisions';
import type { listLevers } from './levers';

/** What the operator has said, a line each. */
export function leversTable(levers: Awaited<ReturnType<typeof listLevers>>): string {
  const lines = levers.map(({ name, value, setBy, setAt }) => [
    name === 'all' ? 'all SMS' : name,
    SAID[value] ?? value,
    `by ${setBy.replace('command:', '')}, ${setAt.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
  ]);
  if (levers.every(({ name }) => name !== 'budget')) lines.push(['budget', 'as in SMS_BUDGET', '']);
  if (levers.every(({ value }) => value !== 'stop')) lines.unshift(['nothing', 'stopped', '']);
  return aligned(lines);
}

const SAID: Record<string, string> = { stop: 'stopped', allow: 'allowed' };

/** Decisions by country and reason, in the order given; money in the operator's currency. */
export function decisionsTable(
  counts: Awaited<ReturnType<typeof countDecisions>>,
  last: string,
): string {
  if (counts.length === 0) return `Nothing was asked for in the last ${last}.`;
  const lines = counts.map(({ country, allowed, reason, decisions, observed, price }) => [
    country,
    allowed ? 'allowed' : `refused: ${reason}`,
    String(decisions),
    allowed ? (price / 10_000).toFixed(2) : '',
    String(observed),
  ]);
  const heading = ['country', `last ${last}`, 'messages', 'cost', 'would have been refused'];
  return aligned([heading, ...lines]);
}

function aligned(lines: string[][]): string {
  const widths = lines[0]?.map((_, i) => Math.max(...lines.map((line) => line[i]?.length ?? 0)));
  const pad = (line: string[]) => line.map((cell, i) => cell.padEnd(widths?.[i] ?? 0)).join('   ');
  return lines.map((line) => pad(line).trimEnd()).join('\n');
}
