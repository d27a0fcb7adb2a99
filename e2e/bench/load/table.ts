import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, loadavg } from 'node:os';
import { median } from '../figures';

/** A Markdown table; the first row is its head. */
export function table(rows: string[][]): string {
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

/** The median and, where there are several, the least and the most. */
export function spread(values: number[], digits = 2): string {
  if (values.length === 0) return '';
  const write = (value: number) => value.toFixed(digits);
  const [middle, least, most] = [median(values), Math.min(...values), Math.max(...values)];
  return least === most ? write(middle) : `${write(middle)} (${write(least)}–${write(most)})`;
}

/**
 * What each round's figure is to another's of the same round: what else the machine did met both.
 */
export function ratios(values: number[], others: number[]): number[] {
  return values.flatMap((value, round) => {
    const other = others[round];
    return other === undefined ? [] : value / other;
  });
}

/** A median ratio, which is met or not. */
export function verdict(values: number[], target: { least?: number; most?: number }): string {
  const middle = median(values);
  const isMet = middle >= (target.least ?? middle) && middle <= (target.most ?? middle);
  const words = target.least === undefined ? `≤ ${target.most}` : `≥ ${target.least}`;
  return `${words}: ${isMet ? 'ok' : '**not met**'}`;
}

/** One line on what was measured where, and how busy it was. */
export function circumstances(): string {
  const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD']).toString().trim();
  const model = /^model name\s*: (.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'))?.[1];
  const load = loadavg()
    .map((each) => each.toFixed(1))
    .join(' ');
  const time = `${new Date().toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `${time}, commit ${commit}, Node ${process.versions.node}, ${availableParallelism()} cores (${model}), load average ${load}.`;
}
