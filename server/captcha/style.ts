import type { Level } from './level';
import type { Range } from './random';

/**
 * How a level looks, in pixels of a picture of 200 × 70. What each number buys against OCR and
 * costs readers is in the README.
 */
export interface Style {
  /** Height of a character. */
  size: Range;
  /** How far each character lies above or below the middle, in turns. */
  stagger: number;
  /** How far a character reaches over its neighbour's side. */
  overlap: number;
  /** Lines across the picture. */
  lines: number;
}

export const STYLES: Record<Level, Style> = {
  easy: { size: [36, 39], stagger: 12, overlap: 2, lines: 1 },
  normal: { size: [36, 39], stagger: 14, overlap: 5, lines: 2 },
  hard: { size: [34, 37], stagger: 15, overlap: 7, lines: 2 },
};

/** Of every level: how characters differ from one another. Radians, tangents, shares. */
export const CHARACTER = {
  turn: 0.3,
  shear: 0.15,
  aspect: 0.12,
  weight: 0.6,
  jitter: 2,
} as const;

/** Of every level: how rows are bent to the side, and the curves that invert parts of the picture. */
export const CURVES = {
  bend: { height: [1.5, 3], period: [35, 70] },
  line: { height: [6, 12], period: [30, 55], middle: [20, 50], slope: 0.12 },
  horizon: { height: [2, 6], period: [40, 90], middle: [31, 39], slope: 0.06 },
} as const satisfies Record<string, Curve>;

/** Of the lines: as thick as a letter's stroke is thin. */
export const THICKNESS: Range = [1.4, 2];

export interface Curve {
  height: Range;
  period: Range;
  middle?: Range;
  /** At most, to either side. */
  slope?: number;
}
