import type { Random } from './random';

type Colour = [red: number, green: number, blue: number];

/** Brightness (luma, 0 to 255) of the dark colour, and how much brighter the light one is. */
const DARK = [25, 70] as const;
const CONTRAST = [120, 160] as const;
/** How far a colour is from grey, at most. */
const SATURATION = 40;

/** The colour of each coverage from 0 (paper) to 255 (ink), as 0xAABBGGRR. */
export function inksOf(random: Random): Uint32Array {
  const luma = random.between(DARK);
  const hue = random.between([0, 360]);
  const dark = colourOf(hue, luma);
  const light = colourOf(hue + random.between([60, 300]), luma + random.between(CONTRAST));
  return random.chance(0.5) ? blends(dark, light) : blends(light, dark);
}

/** A colour of the given hue (degrees) and brightness. */
function colourOf(hue: number, luma: number): Colour {
  const pure = [0, 120, 240].map((angle) => Math.cos(((hue - angle) * Math.PI) / 180)) as Colour;
  const pureLuma = 0.299 * pure[0] + 0.587 * pure[1] + 0.114 * pure[2];
  const saturation = Math.min(SATURATION, luma, 255 - luma);
  return pure.map((part) => luma + (part - pureLuma) * saturation) as Colour;
}

/** 256 steps from one colour to the other. */
function blends(from: Colour, to: Colour): Uint32Array {
  const steps = new Uint32Array(256);
  const bytes = new Uint8ClampedArray(steps.buffer);
  for (let i = 0; i < 256; i++) {
    bytes[4 * i] = from[0] + ((to[0] - from[0]) * i) / 255;
    bytes[4 * i + 1] = from[1] + ((to[1] - from[1]) * i) / 255;
    bytes[4 * i + 2] = from[2] + ((to[2] - from[2]) * i) / 255;
    bytes[4 * i + 3] = 255;
  }
  return steps;
}
