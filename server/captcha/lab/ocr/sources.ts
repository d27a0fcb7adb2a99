import { randomInt } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Level } from '../../level';
import { drawNaively } from '../naive';
import type { Options } from './options';
import type { Engine } from './ours';
import { PEERS, type Peer } from './peers.mjs';

/** A picture, in any format, and what is in it. */
export type Picture = { image: Buffer; answer: string };

/** Pictures of one kind; the attacker knows which characters can be in them. */
export type Source = {
  name: string;
  alphabet: string;
  /** Makes one of all the answers that the generator's server takes for the same. */
  normalise: (typed: string) => string;
  pictures: Picture[];
};

/** Everything the command line asks for. */
export async function sources(engine: Engine, options: Options): Promise<Source[]> {
  if (options.folders.length > 0) return options.folders.map((each) => folder(engine, each));
  const all: Source[] = [];
  for (const level of options.levels) all.push(await ourLevel(engine, level, options.count));
  if (options.peers === 0) return all;
  all.push(naive(engine, options.peers));
  for (const [name, peer] of Object.entries(PEERS)) {
    all.push(await peerPictures(name, peer, options.peers));
  }
  return all;
}

async function ourLevel(engine: Engine, level: Level, count: number): Promise<Source> {
  const pictures: Picture[] = [];
  for (let i = 0; i < count; i++) {
    const answer = engine.randomAnswer(level);
    pictures.push({ image: await engine.draw(answer, level), answer });
  }
  return { name: `ours ${level}`, ...engine, pictures };
}

function naive(engine: Engine, count: number): Source {
  const pictures = Array.from({ length: count }, () => {
    const answer = fourOf(engine.alphabet);
    return { image: drawNaively(answer), answer };
  });
  return { name: 'naive', ...engine, pictures };
}

function fourOf(alphabet: string): string {
  return Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('');
}

async function peerPictures(name: string, peer: Peer, count: number): Promise<Source> {
  const { alphabet, make } = peer;
  const pictures: Picture[] = [];
  while (pictures.length < count) pictures.push(await make());
  return { name, alphabet, normalise: (typed) => typed.toUpperCase(), pictures };
}

/** Pictures drawn before, in files named `<ANSWER>-<n>.<format>`. */
function folder(engine: Engine, name: string): Source {
  const files = readdirSync(name).filter((file) => /^[a-z0-9]+-.*\.(jpe?g|png)$/i.test(file));
  const pictures = files.map((file) => ({
    image: readFileSync(path.join(name, file)),
    answer: file.slice(0, file.indexOf('-')),
  }));
  return { name: path.basename(name), ...engine, pictures };
}
