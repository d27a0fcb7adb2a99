// What a picture costs beside its yardsticks, in CPU time: npm run bench:captcha
import { randomBytes } from 'node:crypto';
import { createCanvas } from 'canvas';
import { randomText } from '../answer';
import { draw } from '../picture';
import { drawNaively } from './naive';

/** Each contestant draws a batch in turn, so that what else the machine does meets them all. */
const ROUNDS = 61;
const BATCH = 40;

const empty = { 1: createCanvas(200, 70), 2: createCanvas(400, 140) };
const contestants: Record<string, () => unknown> = {
  'ours, easy': () => ours('easy', 1),
  'ours, normal': () => ours('normal', 1),
  'ours, hard': () => ours('hard', 1),
  'ours, normal, 2×': () => ours('normal', 2),
  'fillText and curves': () => drawNaively(randomText('normal')),
  'an empty JPEG': () => empty[1].toBuffer('image/jpeg', { quality: 0.75 }),
  'an empty JPEG, 2×': () => empty[2].toBuffer('image/jpeg', { quality: 0.75 }),
};

for (const work of Object.values(contestants)) for (let i = 0; i < 300; i++) work(); // warm up
const cpu = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]));
const held = new Map(Object.keys(contestants).map((name) => [name, [] as number[]]));
for (let round = 0; round < ROUNDS; round++) {
  for (const [name, work] of Object.entries(contestants)) {
    const { cpuMilliseconds, wallMilliseconds } = timed(work);
    cpu.get(name)?.push(cpuMilliseconds);
    held.get(name)?.push(...wallMilliseconds);
  }
}

console.log('| | CPU ms, median | event loop held: median | 99 % | most |\n|---|---|---|---|---|');
for (const [name, values] of cpu) {
  const wall = held.get(name) ?? [];
  const cells = [at(values, 0.5), at(wall, 0.5), at(wall, 0.99), at(wall, 1)];
  console.log(`| ${name} | ${cells.map((value) => value.toFixed(3)).join(' | ')} |`);
}
const [normal, naive, blank] = [
  median('ours, normal'),
  median('fillText and curves'),
  median('an empty JPEG'),
];
console.log(`\nnormal is 1/${(naive / normal).toFixed(1)} of fillText and curves (promised: 1/5)`);
console.log(`normal is ${(normal / blank).toFixed(1)} × an empty JPEG (promised: 5)`);
console.log(
  `normal at 2× is ${(median('ours, normal, 2×') / median('an empty JPEG, 2×')).toFixed(1)} × an empty JPEG of its size`,
);

function ours(level: 'easy' | 'normal' | 'hard', scale: 1 | 2) {
  return draw(randomText(level), { level, scale, seed: randomBytes(32) });
}

function timed(work: () => unknown) {
  const wallMilliseconds: number[] = [];
  const before = process.cpuUsage();
  for (let i = 0; i < BATCH; i++) {
    const start = performance.now();
    work();
    wallMilliseconds.push(performance.now() - start);
  }
  const { user, system } = process.cpuUsage(before);
  return { cpuMilliseconds: (user + system) / 1000 / BATCH, wallMilliseconds };
}

function median(name: string): number {
  return at(cpu.get(name) ?? [], 0.5);
}

function at(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.ceil(share * (sorted.length - 1))] ?? Number.NaN;
}
