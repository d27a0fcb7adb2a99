import { readFileSync } from 'node:fs';
import path from 'node:path';

/** A character's shape: how far each of its pixels is from the outline, in DISTANCE_UNITs. */
export interface Glyph {
  width: number;
  height: number;
  /** Positive inside. Row by row. */
  distances: Int8Array;
}

/** In pixels of a glyph. */
export const DISTANCE_UNIT = 1 / 16;

/** The shapes that lab/make-glyphs.ts measured: no font is needed to draw them. */
export class GlyphBank {
  readonly #glyphs: Glyph[];
  readonly #alphabet: string;
  /** Of all glyphs, in their pixels: the height of the ink, and the empty rim around it. */
  readonly inkHeight: number;
  readonly rim: number;

  constructor(file: Buffer) {
    const headerEnd = file.indexOf('\n');
    const { alphabet, inkHeight, rim, sizes } = JSON.parse(file.toString('latin1', 0, headerEnd));
    let offset = file.byteOffset + headerEnd + 1;
    this.#glyphs = sizes.map(([width, height]: [number, number]) => {
      const distances = new Int8Array(file.buffer, offset, width * height);
      offset += distances.length;
      return { width, height, distances };
    });
    this.#alphabet = alphabet;
    this.inkHeight = inkHeight;
    this.rim = rim;
  }

  get faces(): number {
    return this.#glyphs.length / this.#alphabet.length;
  }

  /** Throws for a character that the bank does not have. */
  glyph(character: string, face: number): Glyph {
    const place = this.#alphabet.indexOf(character);
    const glyph = this.#glyphs[face * this.#alphabet.length + place];
    if (place < 0 || !glyph) throw new Error(`no glyph of ${character} in face ${face}`);
    return glyph;
  }
}

let bank: GlyphBank | undefined;

/** The bank, read from the disk once. */
export function glyphBank(): GlyphBank {
  bank ??= new GlyphBank(readFileSync(path.join(process.cwd(), 'server/captcha/glyphs.bin')));
  return bank;
}
