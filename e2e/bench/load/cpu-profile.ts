import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What `--cpu-prof` writes, as far as we read it. Times are in microseconds. */
export interface CpuProfile {
  nodes: { id: number; callFrame: Frame }[];
  startTime: number;
  samples: number[];
  timeDeltas: number[];
}

interface Frame {
  functionName: string;
  url: string;
  lineNumber: number;
  columnNumber: number;
}

/** Time spent by module itself, and not by what it called, between two times. */
export function selfTimes(
  { nodes, startTime, samples, timeDeltas }: CpuProfile,
  from: number,
  to: number,
) {
  const moduleOfNode = new Map(nodes.map(({ id, callFrame }) => [id, moduleOf(callFrame)]));
  const times = new Map<string, number>();
  let now = startTime;
  for (const [i, node] of samples.entries()) {
    // A delta is the time before its sample.
    now += timeDeltas[i] ?? 0;
    const name = moduleOfNode.get(node);
    const lasted = timeDeltas[i + 1] ?? 0;
    if (name && now >= from && now < to) times.set(name, (times.get(name) ?? 0) + lasted);
  }
  return times;
}

/** A package, a file of the product, a part of Node, or what V8 itself calls it: `(idle)`. */
function moduleOf({ functionName, url, lineNumber, columnNumber }: Frame): string {
  if (!url) return functionName.startsWith('(') ? functionName : 'natively';
  if (url.startsWith('node:')) return url.split('/').slice(0, 2).join('/');
  return nameOf(originOf(url, lineNumber, columnNumber) ?? url);
}

function nameOf(source: string): string {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source) ?? [];
  if (name === 'next') return `next ${/dist\/(compiled\/[^/]+|[^/]+\/?[^/]*)/.exec(source)?.[1]}`;
  return name ?? source.replace(/^.*\/(?=(app|server|db)\/)/, '').replace(/^.*\/(?=\.next\/)/, '');
}

const maps = new Map<string, SourceMap | undefined>();

function originOf(url: string, line: number, column: number): string | undefined {
  if (!maps.has(url)) maps.set(url, mapOf(url));
  const entry = maps.get(url)?.findEntry(line, column);
  return entry && 'originalSource' in entry ? entry.originalSource : undefined;
}

function mapOf(url: string): SourceMap | undefined {
  const file = `${url.startsWith('file:') ? fileURLToPath(url) : url}.map`;
  return existsSync(file) ? new SourceMap(JSON.parse(readFileSync(file, 'utf8'))) : undefined;
}
