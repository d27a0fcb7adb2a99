import { type Contestant, MEASURED_CORE, pin } from '../contestant';
import {
  constantPicture,
  express,
  flask,
  gatehouse,
  gatehouseByNext,
  nextApp,
} from '../contestants';
import type { Bench } from '../load';
import { type Entry, figureOf, type Measured, measureInTurn } from '../measure';
import { ratios, spread, table, verdict } from '../table';

const CONNECTIONS = 8;

const OURS = 'Gatehouse';
const ROUTE = 'Gatehouse, `next start`';
const WRITTEN = 'constant JPEG from a Next route, one Redis write';
const ORIGINAL = 'original stack: Flask, PIL, gunicorn of 2';

/** Pictures a second of one core, and what each costs of it. */
export async function benchPictures(bench: Bench): Promise<string> {
  const ours = await gatehouse(bench.around);
  const byNext = await gatehouseByNext(bench.around);
  const constant = await nextApp(await constantPicture(bench.around, ours));
  const original = await flask(bench.around);
  const svg = await express(bench.around);
  const all = [ours, byNext, constant, original, svg];
  for (const { pid } of all) pin(pid, MEASURED_CORE);

  const entry = (name: string, contestant: Contestant, path: string): Entry => {
    const url = contestant.url + path;
    const run = (seconds: number) =>
      bench.load.ask('pictures', { url, seconds, connections: CONNECTIONS });
    return { name, contestant, run };
  };
  const entries = [
    entry(OURS, ours, '/api/v1_0/image_codes'),
    entry(ROUTE, byNext, '/api/v1_0/image_codes'),
    entry('constant JPEG from a Next route', constant, '/constant'),
    entry(WRITTEN, constant, '/written'),
    entry(ORIGINAL, original, '/api/v1_0/image_codes'),
    entry('Express 5, svg-captcha, sharp', svg, '/image_codes'),
  ];
  const measured = await measureInTurn(entries, bench.around.stores, bench);
  for (const { stop } of all) await stop();
  return `${reportOf(measured)}\n\n${verdictsOf(measured)}`;
}

function reportOf(measured: Measured): string {
  const head = ['', 'pictures/s', 'CPU, ms', 'of one core', '× the write', '× original', 'by CPU'];
  const rows = [...measured.keys()].map((name) => {
    const of = (figure: 'perSecond' | 'cpu' | 'busy') => figureOf(measured, name, figure);
    return [
      name,
      spread(of('perSecond'), 0),
      spread(of('cpu'), 3),
      spread(of('busy')),
      spread(ratios(of('perSecond'), figureOf(measured, WRITTEN, 'perSecond'))),
      spread(ratios(of('perSecond'), figureOf(measured, ORIGINAL, 'perSecond'))),
      spread(ratios(figureOf(measured, ORIGINAL, 'cpu'), of('cpu'))),
    ];
  });
  return table([head, ...rows]);
}

function verdictsOf(measured: Measured): string {
  const rate = (name: string) => figureOf(measured, name, 'perSecond');
  const lines = [
    ['× the constant route with its write', rate(OURS), rate(WRITTEN), 0.75],
    ['× the original stack, by the plain route', rate(ROUTE), rate(ORIGINAL), 2.4],
    ['× the original stack', rate(OURS), rate(ORIGINAL), 6],
  ] as const;
  return lines
    .map(([words, own, other, least]) => {
      const all = ratios([...own], [...other]);
      return `- pictures/s ${words}: ${spread(all)}, ${verdict(all, { least })}`;
    })
    .join('\n');
}
