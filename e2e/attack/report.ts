import type { Result } from './run';

const COLUMNS = [
  'case',
  'policy',
  'asked',
  'sent to attackers',
  'cost',
  'captchas',
  'addresses',
  'numbers',
  'honest served',
  'hindered',
  'target',
  '',
];

/** A Markdown table, one row for each result. */
export function tableOf(results: Result[]): string {
  const rows = [COLUMNS, COLUMNS.map(() => '---'), ...results.map(rowOf)];
  return rows.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** What is measured beside the table, why attackers were refused, and how long it took. */
export function detailsOf({ name, policy, measured, refusals, size, took }: Result): string {
  const counts = Object.entries({ ...measured, ...prefixed('attackers refused', refusals) });
  const sizes = Object.entries(size).filter(([, value]) => value > 0);
  const words = [...sizes, ...counts].map(([what, count]) => `${what} ${round(count)}`);
  return `(${name}) ${policy}, ${took.toFixed(1)} s: ${words.join(', ')}`;
}

function rowOf(result: Result): string[] {
  const { name, policy, asked, sent, cost, captchas, addresses, numbers, target } = result;
  return [
    `(${name}) ${result.title}`,
    policy,
    number(asked),
    number(sent.length),
    cost.toFixed(2),
    number(captchas),
    number(addresses),
    number(numbers),
    share(result.served, result.honest),
    result.honest ? number(result.hindered) : '–',
    target?.words ?? '–',
    verdictOf(target),
  ];
}

function verdictOf(target: Result['target']): string {
  if (!target) return '';
  return target.isMet ? 'ok' : '**over**';
}

function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  return `${number(part)} of ${number(whole)} (${((100 * part) / whole).toFixed(1)} %)`;
}

function number(value: number): string {
  return value.toLocaleString('en-GB');
}

function round(value: number): string {
  return number(Math.round(value * 1000) / 1000);
}

function prefixed(words: string, counts: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(counts).map(([key, n]) => [`${words}: ${key}`, n]));
}
