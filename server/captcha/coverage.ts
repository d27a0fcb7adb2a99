import { DISTANCE_UNIT, type Glyph } from './glyphs';

/** How much of each pixel is ink, 0 to 255, row by row. What is put on it inverts what is there. */
export interface Coverage {
  width: number;
  height: number;
  ink: Uint8Array;
}

/** How far the picture's points lie from where a flat one would have them, in pixels. */
export interface Warp {
  /** To the right, by row. */
  rows: Float64Array;
  /** Downwards, by column. */
  columns: Float64Array;
}

/** What a warp may shift downwards at most, in pixels. */
const MAX_SHIFT = 6;

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

/**
 * Inverts the pixels under a glyph. Each pixel asks the glyph for its distance at (u, v), the
 * inverse of the placement; far from the outline one distance answers for many pixels.
 */
export function invertGlyph({ width, height, ink }: Coverage, at: Placement, warp: Warp): void {
  const { distances, width: stride } = at.glyph;
  const [endU, endV] = [at.glyph.width - 1, at.glyph.height - 1];
  const [cos, sin] = [Math.cos(at.turn), Math.sin(at.turn)];
  const [ux, uy] = [(cos - at.shear * sin) / at.scaleX, (sin + at.shear * cos) / at.scaleX];
  const [vx, vy] = [-sin / at.scaleY, cos / at.scaleY];
  /** Pixels of the picture to a unit of distance, and what is added to a distance in them. */
  const unit = Math.sqrt(at.scaleX * at.scaleY) * DISTANCE_UNIT;
  const edge = 0.5 + at.weight;
  /** How much the distance at (u, v) can differ from the one of its pixel. */
  const doubt = Math.SQRT2 * Math.max(at.scaleX, at.scaleY);
  const reach = reachOf(at);
  const bottom = Math.min(height, Math.ceil(at.y + reach));
  for (let y = Math.max(0, Math.floor(at.y - reach)); y < bottom; y++) {
    const dx = 0.5 + (warp.rows[y] as number) - at.x;
    const dy = 0.5 + y - at.y;
    const u0 = ux * dx + uy * dy + endU / 2;
    const v0 = vx * dx + vy * dy + endV / 2;
    const slackU = MAX_SHIFT * Math.abs(uy);
    const slackV = MAX_SHIFT * Math.abs(vy);
    const left = Math.max(0, entry(u0, ux, endU, slackU), entry(v0, vx, endV, slackV));
    const right = Math.min(width, exit(u0, ux, endU, slackU), exit(v0, vx, endV, slackV));
    for (let x = Math.floor(left); x < right; x++) {
      const shift = warp.columns[x] as number;
      const u = u0 + ux * x + uy * shift;
      const v = v0 + vx * x + vy * shift;
      if (u < 0 || v < 0 || u >= endU || v >= endV) continue;
      const column = u | 0;
      const row = v | 0;
      const k = row * stride + column;
      const near = (distances[k] as number) * unit + edge;
      if (near < -doubt) {
        x += (-near - doubt) | 0;
        continue;
      }
      const i = y * width + x;
      if (near > 1 + doubt) {
        ink[i] = 255 - (ink[i] as number);
        continue;
      }
      const below = k + stride;
      const across = u - column;
      const upper = mix(distances[k] as number, distances[k + 1] as number, across);
      const lower = mix(distances[below] as number, distances[below + 1] as number, across);
      const covered = mix(upper, lower, v - row) * unit + edge;
      if (covered > 0) ink[i] = inverted(ink[i] as number, covered < 1 ? covered : 1);
    }
  }
}

/** The first x where `start + step · x` may be within 0 and `end`, give or take `slack`. */
function entry(start: number, step: number, end: number, slack: number): number {
  return step > 0 ? (-slack - start) / step : (end + slack - start) / step;
}

/** And the last one. */
function exit(start: number, step: number, end: number, slack: number): number {
  return step > 0 ? (end + slack - start) / step : (-slack - start) / step;
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}

/** Inverts a line `thickness` pixels thick, whose middle is at `heights[x]`. */
export function invertLine(field: Coverage, heights: Float64Array, thickness: number): void {
  const { width, height, ink } = field;
  for (let x = 0; x < width; x++) {
    const middle = heights[x] as number;
    const slope = (heights[x + 1] ?? middle) - (heights[x - 1] ?? middle);
    const stretch = Math.sqrt(1 + (slope / 2) ** 2);
    const half = (thickness / 2 + 0.5) * stretch;
    const bottom = Math.min(height - 1, Math.floor(middle + half));
    for (let y = Math.max(0, Math.ceil(middle - half)); y <= bottom; y++) {
      const covered = thickness / 2 + 0.5 - Math.abs(y + 0.5 - middle) / stretch;
      const i = y * width + x;
      if (covered > 0) ink[i] = inverted(ink[i] as number, covered < 1 ? covered : 1);
    }
  }
}

/** Inverts everything below `heights[x]`. */
export function invertBelow({ width, height, ink }: Coverage, heights: Float64Array): void {
  for (let x = 0; x < width; x++) {
    const top = Math.max(0, Math.min(height, heights[x] as number));
    const first = Math.floor(top);
    if (first < height) {
      const i = first * width + x;
      ink[i] = inverted(ink[i] as number, first + 1 - top);
    }
    for (let i = (first + 1) * width + x; i < ink.length; i += width) {
      ink[i] = 255 - (ink[i] as number);
    }
  }
}

/** Ink where there was paper and paper where there was ink, as far as the pixel is covered. */
function inverted(ink: number, covered: number): number {
  return ink + (255 - 2 * ink) * covered;
}

/** How far from its centre a placed glyph can have ink. */
function reachOf({ glyph, scaleX, scaleY, shear }: Placement): number {
  const halfWidth = ((glyph.width + Math.abs(shear) * glyph.height) * scaleX) / 2;
  return Math.hypot(halfWidth, (glyph.height * scaleY) / 2) + 3;
}
