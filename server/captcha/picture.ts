import { createCanvas, ImageData } from 'canvas';
import { type Coverage, drawHorizon, invertGlyph, invertLine } from './coverage';
import { inksOf } from './inks';
import { arrange } from './layout';
import type { Level } from './level';
import { Random } from './random';
import { CURVES, type Curve, STYLES, THICKNESS } from './style';

/** Pixels of the picture to one of the page. */
export type Scale = 1 | 2;

const WIDTH = 200;
const HEIGHT = 70;
const QUALITY = 0.75;

interface Look {
  level: Level;
  scale: Scale;
  /** Decides on all that is random, at any scale alike. */
  seed: Buffer;
}

/**
 * Draws `text` as a JPEG of 200 × 70 pixels times the scale: staggered characters of mixed faces,
 * lines through them, and a horizon below which ink and paper change places.
 */
export function draw(text: string, { level, scale, seed }: Look): Buffer {
  const random = new Random(seed);
  const style = STYLES[level];
  const [width, height] = [WIDTH * scale, HEIGHT * scale];
  const sheet = sheetOf(width, height);
  const { field } = sheet;
  drawHorizon(field, curve(random, CURVES.horizon, width, scale));
  const bend = curve(random, CURVES.bend, height, scale);
  for (const placement of arrange(text, style, random, { width, height, scale })) {
    invertGlyph(field, placement, bend);
  }
  for (let i = 0; i < style.lines; i++) {
    invertLine(field, curve(random, CURVES.line, width, scale), scale * random.between(THICKNESS));
  }
  return encode(sheet, inksOf(random));
}

/** The heights of a wave over `length` pixels. */
function curve(random: Random, shape: Curve, length: number, scale: Scale): Float64Array {
  const amplitude = scale * random.between(shape.height);
  const frequency = (2 * Math.PI) / (scale * random.between(shape.period));
  const phase = random.between([0, 2 * Math.PI]);
  const slope = random.around(shape.slope ?? 0);
  const middle = scale * random.between(shape.middle ?? [0, 0]) - (slope * length) / 2;
  const heights = new Float64Array(length);
  // sin(a + d) = 2 cos(d) sin(a) - sin(a - d): much cheaper than a sine for every pixel.
  const growth = 2 * Math.cos(frequency);
  let [before, now] = [Math.sin(phase - frequency), Math.sin(phase)];
  for (let x = 0; x < length; x++) {
    heights[x] = middle + slope * x + amplitude * now;
    const next = growth * now - before;
    before = now;
    now = next;
  }
  return heights;
}

type Sheet = ReturnType<typeof newSheet>;
const sheets = new Map<number, Sheet>();

/** What a picture is drawn on. Drawing never waits, so one of each size serves everybody. */
function sheetOf(width: number, height: number): Sheet {
  const sheet = sheets.get(width) ?? newSheet(width, height);
  sheets.set(width, sheet);
  return sheet;
}

function newSheet(width: number, height: number) {
  const field: Coverage = { width, height, ink: new Uint8Array(width * height) };
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  return { field, image, pixels, canvas: createCanvas(width, height) };
}

/** `inks`: the colour of each coverage, as canvas keeps it in memory. */
function encode({ field, image, pixels, canvas }: Sheet, inks: Uint32Array): Buffer {
  const fours = new Uint32Array(field.ink.buffer);
  for (let four = 0, i = 0; four < fours.length; four++, i += 4) {
    const coverages = fours[four] as number;
    pixels[i] = inks[coverages & 255] as number;
    pixels[i + 1] = inks[(coverages >>> 8) & 255] as number;
    pixels[i + 2] = inks[(coverages >>> 16) & 255] as number;
    pixels[i + 3] = inks[coverages >>> 24] as number;
  }
  canvas.getContext('2d').putImageData(image, 0, 0);
  return canvas.toBuffer('image/jpeg', { quality: QUALITY });
}
