import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Level } from '../../level';

/** What is measured: which pictures the product draws, and which answers it lets pass. */
export type Engine = {
  alphabet: string;
  normalise: (typed: string) => string;
  randomAnswer: (level: Level) => string;
  draw: (answer: string, level: Level) => Promise<Buffer>;
};

const ours = path.resolve(import.meta.dirname, '../../picture.ts');

/** The engine in `file`, with its letters from the `answer.ts` beside it; ours if none is named. */
export async function loadEngine(scale: number, file = ours): Promise<Engine> {
  const { draw } = await load(file);
  const { ALPHABET, normalise, randomText } = await load(
    path.join(path.dirname(file), 'answer.ts'),
  );
  return {
    alphabet: ALPHABET,
    normalise,
    randomAnswer: randomText,
    draw: async (answer, level) => draw(answer, { level, scale, seed: randomBytes(32) }),
  };
}

type Exports = {
  ALPHABET: string;
  normalise: Engine['normalise'];
  randomText: Engine['randomAnswer'];
  draw: (answer: string, style: object) => Buffer | Promise<Buffer>;
};

function load(file: string): Promise<Exports> {
  return import(pathToFileURL(file).href);
}
