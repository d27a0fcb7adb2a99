import { openAttackers } from './attackers.mjs';
import type { Options } from './options';
import { type Readings, type Solved, solvedBy } from './score';
import type { Source } from './sources';
import { viewsOf } from './views.mjs';

export type Result = { name: string; n: number; seconds: number; solved: Solved };

/** Pictures handled at once: their views are large. */
const BATCH = 100;

/** Lets every chosen attacker read every picture of `sources`. */
export async function attack(sources: Source[], options: Options): Promise<Result[]> {
  const attackers = await openAttackers(options.attackers, options.jobs);
  const results: Result[] = [];
  for (const source of sources) {
    const startedAt = performance.now();
    const readings: Readings = {};
    for (const pictures of batchesOf(source.pictures)) {
      const looks = [];
      for (const { image } of pictures) looks.push(await viewsOf(image, options.views));
      for (const read of attackers) {
        const batch = await read(looks, source);
        for (const [mode, texts] of Object.entries(batch))
          readings[mode] = [...(readings[mode] ?? []), ...texts];
      }
      process.stderr.write('.');
    }
    const answers = source.pictures.map(({ answer }) => answer);
    results.push({
      name: source.name,
      n: answers.length,
      seconds: (performance.now() - startedAt) / 1000,
      solved: solvedBy(readings, answers, source.normalise),
    });
  }
  return results;
}

function batchesOf<T>(all: T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / BATCH) }, (_, i) =>
    all.slice(i * BATCH, (i + 1) * BATCH),
  );
}
