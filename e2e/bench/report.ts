import { NAMES, type Name } from './contestants';
import { median } from './figures';
import type { Visit } from './visit';

export type Visits = Record<Name, Visit[]>;

type Figure = Exclude<keyof Visit, 'largestElement'>;
type Medians = Record<Name, number>;

interface Row {
  label: string;
  figure: Figure;
  write(value: number): string;
  target?: Target;
}

interface Target {
  words: string;
  isMet(medians: Medians): boolean;
}

const TITLES: Record<Name, string> = {
  empty: 'empty',
  gatehouse: 'Gatehouse',
  rival: 'rival',
  plain: 'plain `<img>`',
};

const milliseconds = (value: number) => `${Math.round(value)}`;
const kilobytes = (value: number) => (value / 1000).toFixed(1);
const shift = (value: number) => value.toFixed(3);

const ROWS: Row[] = [
  {
    label: 'JS named in the HTML, kB gzip',
    figure: 'scriptsInHtml',
    write: kilobytes,
    target: atMost(1.2, 'empty'),
  },
  {
    label: 'JS until idle, kB gzip',
    figure: 'scriptsUntilIdle',
    write: kilobytes,
    target: {
      words: '≤ 1.2 × empty, < rival',
      isMet: ({ gatehouse, empty, rival }) => gatehouse <= 1.2 * empty && gatehouse < rival,
    },
  },
  { label: 'CSS, kB gzip', figure: 'styles', write: kilobytes },
  { label: 'everything until idle, kB', figure: 'everything', write: kilobytes },
  { label: 'FCP, ms', figure: 'firstContentfulPaint', write: milliseconds },
  {
    label: 'LCP, ms',
    figure: 'largestContentfulPaint',
    write: milliseconds,
    target: atMost(1.15, 'empty'),
  },
  { label: 'TBT, ms', figure: 'totalBlockingTime', write: milliseconds },
  {
    label: 'CLS until idle',
    figure: 'layoutShift',
    write: shift,
    target: { words: '0', isMet: ({ gatehouse }) => gatehouse === 0 },
  },
  { label: 'CLS, form sent', figure: 'layoutShiftOfVisit', write: shift },
  { label: 'hydration ends, ms', figure: 'hydrated', write: milliseconds },
  { label: 'picture arrived, ms', figure: 'pictureArrived', write: milliseconds },
  {
    label: 'picture shown, ms',
    figure: 'pictureShown',
    write: milliseconds,
    target: atMost(1.5, 'plain'),
  },
  { label: 'INP typing, ms', figure: 'inpTyping', write: milliseconds },
  { label: 'INP submit, ms', figure: 'inpSubmit', write: milliseconds },
];

function atMost(times: number, other: Name): Target {
  return {
    words: `≤ ${times} × ${TITLES[other]}`,
    isMet: (medians) => medians.gatehouse <= times * medians[other],
  };
}

/** Medians, least and most of every figure, and whether Gatehouse keeps its promises. */
export function report(visits: Visits): string {
  const head = ['', ...NAMES.map((name) => TITLES[name]), '× empty', 'target', ''];
  const lines = [head, head.map(() => '---'), ...ROWS.map((row) => cells(row, visits))];
  const table = lines.map((line) => `| ${line.join(' | ')} |`).join('\n');
  return `${table}\n\n${pictureBeforeHydration(visits.gatehouse)}\n${largest(visits)}`;
}

function cells({ label, figure, write, target }: Row, visits: Visits): string[] {
  const spreads = NAMES.map((name) => spread(valuesOf(visits[name], figure), write));
  const medians = Object.fromEntries(
    NAMES.map((name) => [name, median(valuesOf(visits[name], figure))]),
  ) as Medians;
  const ratio = medians.gatehouse / medians.empty;
  const verdict = target && (target.isMet(medians) ? 'ok' : '**over**');
  return [
    label,
    ...spreads,
    Number.isFinite(ratio) ? ratio.toFixed(2) : '',
    target?.words ?? '',
    verdict ?? '',
  ];
}

function spread(values: number[], write: (value: number) => string): string {
  if (values.length === 0) return '';
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)].map(
    write,
  );
  return least === most ? `${middle}` : `${middle} (${least}–${most})`;
}

function valuesOf(visits: Visit[], figure: Figure): number[] {
  return visits.flatMap((each) => each[figure] ?? []);
}

function pictureBeforeHydration(visits: Visit[]): string {
  const isEarly = ({ pictureShown, hydrated }: Visit) =>
    pictureShown !== undefined && hydrated !== undefined && pictureShown < hydrated;
  const early = visits.filter(isEarly).length;
  const verdict = early === visits.length ? 'ok' : '**over**';
  return `Picture shown before hydration ends: in ${early} of ${visits.length} visits. ${verdict}`;
}

function largest(visits: Visits): string {
  const elements = NAMES.map((name) => {
    const tags = new Set(visits[name].map(({ largestElement }) => largestElement));
    return `${name} ${[...tags].join('/')}`;
  });
  return `Largest element: ${elements.join(', ')}.`;
}
