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
  const level = (part: number) => Math.min(255, Math.max(0, luma + (part - pureLuma) * saturation));
  return [level(pure[0]) | 0, level(pure[1]) | 0, level(pure[2]) | 0];
}

/** 256 steps from one colour to the other. */
function blends([r, g, b]: Colour, [toR, toG, toB]: Colour): Uint32Array {
  const steps = new Uint32Array(256);
  const [dr, dg, db] = [toR - r, toG - g, toB - b];
  for (let i = 0; i < 256; i++) {
    const share = i + (i >> 7); // 0 to 256
    const red = r + ((dr * share) >> 8);
    const green = g + ((dg * share) >> 8);
    const blue = b + ((db * share) >> 8);
    steps[i] = (255 << 24) | (blue << 16) | (green << 8) | red;
  }
  return steps;
}
