import { existsSync, readFileSync } from 'node:fs';
import { SourceMap } from 'node:module';
import { fileURLToPath } from 'node:url';

/** What `--cpu-prof` writes, as far as we read it. Times are in microseconds. */
export interface CpuProfile {
  /** Callers come before whom they call. */
  nodes: { id: number; callFrame: Frame; children?: number[] }[];
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

/** Time by who spent it or had Node or V8 spend it, between two times. */
export function timesByModule(profile: CpuProfile, from: number, to: number): Map<string, number> {
  const modules = modulesOf(profile);
  const times = new Map<string, number>();
  let now = profile.startTime;
  for (const [i, node] of profile.samples.entries()) {
    // A delta is the time before its sample.
    now += profile.timeDeltas[i] ?? 0;
    const name = modules.get(node) ?? '';
    const lasted = profile.timeDeltas[i + 1] ?? 0;
    if (now >= from && now < to) times.set(name, (times.get(name) ?? 0) + lasted);
  }
  return times;
}

/** Of each node the module; what has none of its own works for who called it. */
function modulesOf({ nodes }: CpuProfile): Map<number, string> {
  const modules = new Map<number, string>();
  for (const { id, callFrame, children = [] } of nodes) {
    const own = moduleOf(callFrame) ?? modules.get(id) ?? 'Node';
    modules.set(id, own);
    for (const child of children) modules.set(child, own);
  }
  return modules;
}

/** Parts of Node that are work of their own, and not somebody's. */
const PARTS_OF_NODE: [RegExp, string][] = [
  [
    /^node:internal\/(webstreams|deps\/undici|abort_controller)/,
    'web streams, fetch, Request, Response',
  ],
  [
    /^node:(_http|internal\/http|http|net|internal\/stream_base|internal\/streams)/,
    'node:http, sockets, streams',
  ],
];

/** A package, a folder of the product, a part of Node, what V8 calls `(idle)`; undefined for who serves others. */
function moduleOf({ functionName, url, lineNumber, columnNumber }: Frame): string | undefined {
  if (!url)
    return functionName.startsWith('(') && functionName !== '(root)' ? functionName : undefined;
  if (url.startsWith('node:')) return PARTS_OF_NODE.find(([part]) => part.test(url))?.[1];
  const source = url.includes('/node_modules/')
    ? url
    : (originOf(url, lineNumber, columnNumber) ?? url);
  return packageIn(source) ?? productIn(source);
}

function packageIn(source: string): string | undefined {
  return /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(decodeURIComponent(source))?.[1];
}

/** `server/captcha` for each file of the captcha. */
function productIn(source: string): string {
  const [, name] = /.*\/((?:app|server|db)\/[^/.]+)/.exec(source) ?? [];
  return name ?? source.replace(/.*\/(?=\.next\/)/, '');
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
