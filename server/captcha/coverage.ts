import { DISTANCE_UNIT, type Glyph } from './glyphs';

/**
 * How much of each pixel is ink, 0 to 255, row by row. What is put on it inverts what is there, so
 * the order does not matter.
 */
export interface Coverage {
  width: number;
  height: number;
  ink: Uint8Array;
}

/** Where a glyph goes: its centre and the pixels of the picture to one of the glyph's, by axis. */
export interface Placement {
  glyph: Glyph;
  x: number;
  y: number;
  scaleX: number;
  scaleY: number;
  /** Radians, clockwise. */
  turn: number;
  /** Tangent of the slant. */
  shear: number;
  /** Pixels added to each side of a stroke. */
  weight: number;
}

/** Begins anew: paper above `heights[x]`, ink below. */
export function drawHorizon({ width, height, ink }: Coverage, heights: Float64Array): void {
  const edges = new Int32Array(width);
  let top = height;
  let bottom = 0;
  for (let x = 0; x < width; x++) {
    const edge = heights[x] as number;
    edges[x] = 255 * (1 - edge);
    if (edge < top) top = Math.max(0, Math.floor(edge));
    if (edge > bottom) bottom = Math.min(height, Math.ceil(edge));
  }
  ink.fill(0, 0, top * width);
  ink.fill(255, bottom * width);
  for (let y = top, i = top * width; y < bottom; y++) {
    for (let x = 0; x < width; x++, i++) {
      const covered = 255 * y + (edges[x] as number);
      ink[i] = covered <= 0 ? 0 : covered < 255 ? covered : 255;
    }
  }
}

/**
 * Inverts the pixels under a glyph. Each pixel asks the glyph for its distance at (u, v), the
 * inverse of the placement; far from the outline one distance answers for many pixels.
 * `shifts`: how far to the left each row of the picture looks, in pixels.
 */
export function invertGlyph(field: Coverage, at: Placement, shifts: Float64Array): void {
  const { width, height, ink } = field;
  const { distances, width: stride } = at.glyph;
  const endU = at.glyph.width - 1;
  const endV = at.glyph.height - 1;
  const cos = Math.cos(at.turn);
  const sin = Math.sin(at.turn);
  const ux = (cos - at.shear * sin) / at.scaleX;
  const uy = (sin + at.shear * cos) / at.scaleX;
  const vx = -sin / at.scaleY;
  const vy = cos / at.scaleY;
  const stepU = fixed(ux);
  const stepV = fixed(vx);
  const perU = 1 / ux;
  const perV = 1 / vx;
  /** Ink (255 to a pixel) to a unit of distance, in 256ths; and what is added to a distance. */
  const unit = (256 * 255 * DISTANCE_UNIT * Math.sqrt(at.scaleX * at.scaleY)) | 0;
  const edge = (255 * (0.5 + at.weight)) | 0;
  /** How much the distance at (u, v) can differ from the one of its pixel. */
  const doubt = (256 * Math.SQRT2 * Math.max(at.scaleX, at.scaleY)) | 0;
  const reach = reachOf(at);
  const bottom = Math.min(height, Math.ceil(at.y + reach));
  for (let y = Math.max(0, Math.floor(at.y - reach)); y < bottom; y++) {
    const dx = 0.5 + (shifts[y] as number) - at.x;
    const dy = 0.5 + y - at.y;
    const u0 = ux * dx + uy * dy + endU / 2;
    const v0 = vx * dx + vy * dy + endV / 2;
    const left = Math.ceil(Math.max(0, entry(u0, perU, endU), entry(v0, perV, endV))) | 0;
    const right = Math.ceil(Math.min(width, exit(u0, perU, endU), exit(v0, perV, endV))) | 0;
    let u = fixed(u0 + ux * left);
    let v = fixed(v0 + vx * left);
    for (let x = left; x < right; x++, u += stepU, v += stepV) {
      const k = (v >> 16) * stride + (u >> 16);
      const corner = distances[k] as number;
      const near = ((corner * unit) >> 8) + edge;
      if (near < -doubt) {
        const empty = (-near - doubt) >> 8;
        x += empty;
        u += empty * stepU;
        v += empty * stepV;
        continue;
      }
      const i = y * width + x;
      const old = ink[i] as number;
      if (near > 255 + doubt) {
        ink[i] = 255 - old;
        continue;
      }
      const below = k + stride;
      const across = (u >> 8) & 255;
      const upper = mix(corner, distances[k + 1] as number, across);
      const lower = mix(distances[below] as number, distances[below + 1] as number, across);
      const distance = (upper * (256 - ((v >> 8) & 255)) + lower * ((v >> 8) & 255)) >> 8;
      const covered = ((distance * unit) >> 16) + edge;
      if (covered >= 255) ink[i] = 255 - old;
      else if (covered > 0) ink[i] = old + (((255 - 2 * old) * covered) >> 8);
    }
  }
}

/** With 16 binary places: whole numbers are what the inner loop is fast with. */
function fixed(value: number): number {
  return (value * 65_536) | 0;
}

/** Between two distances, `share` of 256 the second; 256 times as large. */
function mix(a: number, b: number, share: number): number {
  return a * 256 + (b - a) * share;
}

/** The first x where `start + x / per` is within 0 and `end`. */
function entry(start: number, per: number, end: number): number {
  return per > 0 ? -start * per : (end - start) * per;
}

/** And the last one. */
function exit(start: number, per: number, end: number): number {
  return per > 0 ? (end - start) * per : -start * per;
}

/** Inverts a line `thickness` pixels thick, whose middle is at `heights[x]`. */
export function invertLine(field: Coverage, heights: Float64Array, thickness: number): void {
  const { width, height, ink } = field;
  const half = (thickness + 1) / 2;
  for (let x = 1; x < width - 1; x++) {
    const middle = heights[x] as number;
    const slope = ((heights[x + 1] as number) - (heights[x - 1] as number)) / 2;
    const flattened = 255 / Math.sqrt(1 + slope * slope);
    const reach = (half * 255) / flattened;
    const bottom = Math.min(height - 1, middle + reach - 0.5);
    for (let y = Math.max(0, Math.ceil(middle - reach - 0.5)); y <= bottom; y++) {
      const covered = (255 * half - Math.abs(y + 0.5 - middle) * flattened) | 0;
      const i = y * width + x;
      const old = ink[i] as number;
      ink[i] = covered >= 255 ? 255 - old : old + (((255 - 2 * old) * covered) >> 8);
    }
  }
}

/** How far above and below its centre a placed glyph can have ink. */
function reachOf({ glyph, scaleX, scaleY, turn, shear }: Placement): number {
  const halfHeight = (glyph.height * scaleY) / 2;
  const halfWidth = (glyph.width * scaleX) / 2 + Math.abs(shear) * halfHeight;
  return halfHeight * Math.cos(turn) + halfWidth * Math.abs(Math.sin(turn)) + 1;
}
