import type { Result } from './run';

const [WIDTH, HEIGHT] = [720, 400];
const FRAME = { left: 64, right: 116, top: 24, bottom: 48 };

/** Told apart without colour too: by their dashes and by the name at their end. */
const LINES: Record<string, { colour: string; dashes: string }> = {
  gatehouse: { colour: '#1f9d74', dashes: '' },
  none: { colour: '#d1495b', dashes: '2 3' },
  'phone+ip': { colour: '#b7791f', dashes: '8 4' },
  unverified: { colour: '#5a7fd6', dashes: '12 3 2 3' },
};

/** Legible on light and on dark: its own colours in both, and text that follows the reader's. */
const STYLE = `text{font:12px system-ui,sans-serif;fill:#333}.grid{stroke:#8884;stroke-width:1}
.line{fill:none;stroke-width:2}@media(prefers-color-scheme:dark){text{fill:#ddd}}`;

/** SVG of the messages sent to attackers until each moment, by policy; the count is logarithmic. */
export function plotOf(results: Result[]): string {
  const title = titleOf(results[0]);
  const hours = Math.max(...results.map(({ size }) => size.hours));
  const most = Math.max(10, ...results.map(({ sent }) => sent.length));
  const decades = Math.ceil(Math.log10(most));
  const x = (hour: number) => scaled(hour / hours, FRAME.left, WIDTH - FRAME.right);
  const y = (count: number) =>
    scaled(Math.log10(Math.max(1, count)) / decades, HEIGHT - FRAME.bottom, FRAME.top);
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img">`,
    `<title>${title}</title><style>${STYLE}</style>`,
    ...range(0, decades).map((decade) => tickY(10 ** decade, y)),
    ...range(0, 4).map((quarter) => tickX((hours * quarter) / 4, x)),
    `<text x="${FRAME.left}" y="14">${title}</text>`,
    `<text x="${x(hours / 2)}" y="${HEIGHT - 8}" text-anchor="middle">hours</text>`,
    ...results.map((result) => lineOf(result, x, y)),
    ...namesOf(results, x(hours), y),
    '</svg>\n',
  ].join('\n');
}

function titleOf(result?: Result): string {
  const { asked = 0, size } = result ?? {};
  const prefixes = (size?.countries ?? 0) * (size?.prefixes ?? 0);
  return `SMS sent to attackers, who asked ${asked.toLocaleString('en-GB')} times in ${prefixes} prefixes`;
}

type Scale = (value: number) => number;

function lineOf({ policy, sent, size }: Result, x: Scale, y: Scale): string {
  const { colour, dashes } = LINES[policy] ?? { colour: '#888', dashes: '' };
  const steps = range(0, 240).map((step) => {
    const hour = (size.hours * step) / 240;
    const count = sent.filter((second) => second <= hour * 3600).length;
    return `${x(hour).toFixed(1)},${y(count).toFixed(1)}`;
  });
  const attributes = `stroke="${colour}" stroke-dasharray="${dashes}"`;
  return `<polyline class="line" ${attributes} points="${steps.join(' ')}"/>`;
}

/** At the end of each line, moved apart where two end alike. */
function namesOf(results: Result[], right: number, y: Scale): string[] {
  const ends = results.map(({ policy, sent }) => ({ policy, count: sent.length }));
  ends.sort((a, b) => b.count - a.count);
  let last = 0;
  return ends.map(({ policy, count }) => {
    last = Math.max(y(count) + 4, last + 14);
    const words = `${policy} ${count.toLocaleString('en-GB')}`;
    return `<text x="${right + 6}" y="${last.toFixed(1)}">${words}</text>`;
  });
}

function tickY(count: number, y: Scale): string {
  const at = y(count);
  const line = `<line class="grid" x1="${FRAME.left}" x2="${WIDTH - FRAME.right}" y1="${at}" y2="${at}"/>`;
  const label = count.toLocaleString('en-GB');
  return `${line}<text x="${FRAME.left - 8}" y="${at + 4}" text-anchor="end">${label}</text>`;
}

function tickX(hour: number, x: Scale): string {
  const y = HEIGHT - FRAME.bottom + 18;
  return `<text x="${x(hour)}" y="${y}" text-anchor="middle">${hour}</text>`;
}

function scaled(part: number, from: number, to: number): number {
  return from + part * (to - from);
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
