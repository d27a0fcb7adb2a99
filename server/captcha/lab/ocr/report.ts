import type { Result } from './attack';
import { type Best, best, type Count, countsOf, type Solved, union, wilson } from './score';

/** What is told of one kind of pictures; "plain" is how earlier measurements looked at them. */
export function summary(solved: Solved) {
  return {
    tesseractBest: best(solved, isTesseract),
    tesseractAny: union(solved, isTesseract),
    paddlePlainBest: best(solved, isPlainPaddle),
    paddleBest: best(solved, isPaddle),
    paddleAny: union(solved, isPaddle),
    paddleEndToEnd: best(solved, isEndToEnd),
    union: union(solved, () => true),
  };
}

type Summary = ReturnType<typeof summary>;

const COLUMNS: [string, (sums: Summary) => string][] = [
  ['tesseract best mode', ({ tesseractBest }) => inBest(tesseractBest)],
  ['tesseract any', ({ tesseractAny }) => inShare(tesseractAny)],
  ['Paddle best plain mode', ({ paddlePlainBest }) => inBest(paddlePlainBest)],
  ['Paddle best mode', ({ paddleBest }) => inBest(paddleBest)],
  ['Paddle any', ({ paddleAny }) => inShare(paddleAny)],
  ['Paddle e2e', ({ paddleEndToEnd }) => inShare(paddleEndToEnd)],
  ['union of all', ({ union: any }) => inShareWithin(any)],
];

/** One markdown table, 95 % intervals in brackets. */
export function table(results: Result[]): string {
  const head = ['pictures', 'n', ...COLUMNS.map(([title]) => title)];
  const rows = results.map(({ name, n, solved }) => {
    const sums = summary(solved);
    return [name, String(n), ...COLUMNS.map(([, cell]) => cell(sums))];
  });
  return [head, head.map(() => '---'), ...rows]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** Every mode that read something, the best first. */
export function modes({ name, solved }: Result): string {
  const counts = Object.entries(countsOf(solved)).filter(([, count]) => count.solved > 0);
  const lines = counts
    .sort(([, a], [, b]) => b.solved - a.solved)
    .map(([mode, count]) => `  ${inShareWithin(count).padEnd(20)} ${mode}`);
  return [`${name}:`, ...lines].join('\n');
}

/** What the captcha must keep at its normal level: at most this share of pictures read by… */
const TARGETS: [string, number, keyof Summary][] = [
  ['tesseract in any mode', 0.005, 'tesseractAny'],
  ['Paddle in its best mode', 0.03, 'paddleBest'],
  ['anything tried', 0.05, 'union'],
];

/** A line for each target; `anything` is no more than what this run tried. */
export function verdicts(results: Result[]): string[] {
  const normal = results.find(({ name }) => name === 'ours normal');
  if (!normal) return [];
  const sums = summary(normal.solved);
  return TARGETS.map(([by, most, sum]) => {
    const count = sums[sum];
    if (!count || count.n === 0) return `normal, read by ${by}: not measured`;
    const isKept = count.solved / count.n <= most;
    return `normal, read by ${by}: ${inShareWithin(count)}; at most ${inPercent(most)} ${isKept ? 'holds' : 'DOES NOT HOLD'}`;
  });
}

function isTesseract(mode: string): boolean {
  return mode.startsWith('tesseract/');
}

function isEndToEnd(mode: string): boolean {
  return mode.startsWith('paddle-e2e/');
}

function isPaddle(mode: string): boolean {
  return mode.startsWith('paddle/') || mode.startsWith('paddle-wide/');
}

function isPlainPaddle(mode: string): boolean {
  return /^paddle\/(raw|3x|otsu|median)\//.test(mode);
}

function inBest(count?: Best): string {
  if (!count) return '–';
  return count.solved === 0 ? inShareWithin(count) : `${inShareWithin(count)} ${count.mode}`;
}

function inShareWithin(count?: Count): string {
  if (!count || count.n === 0) return '–';
  const [low, high] = wilson(count).map((share) => (100 * share).toFixed(1));
  return `${inShare(count)} (${low}–${high})`;
}

function inShare(count?: Count): string {
  return count && count.n > 0 ? inPercent(count.solved / count.n) : '–';
}

function inPercent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
